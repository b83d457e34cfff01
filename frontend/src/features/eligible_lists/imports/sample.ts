import type { ScoringModel } from "../../../api/types";

const people = [
  ["0000001", "Okafor", "Adaeze", "adaeze.okafor@example.org"],
  ["0000002", "Lee", "Min-jun", "min-jun.lee@example.org"],
  ["0000003", "Novak", "Petra", "petra.novak@example.org"],
];
const who = ["candidate_id", "last_name", "first_name", "email"];

/** A file for a list: its model's components and credits, or the final score where there is no model. */
export function sampleFile(model: ScoringModel | undefined): string[][] {
  if (!model) return [[...who, "score"], ...people.map((person, index) => [...person, `${95 - 4 * index}.5`])];
  const heads = [...who, ...model.components.map((one) => one.name), ...model.credits.map((one) => one.kind), "status"];
  const credit = (index: number) =>
    model.credits.map((one) =>
      one.as_given ? (index === 1 ? "5" : "") : index === 0 ? (Object.keys(one.values ?? {})[0] ?? "none") : "none",
    );
  const examined = people
    .slice(0, 2)
    .map((person, index) => [...person, ...model.components.map((one) => one.max), ...credit(index), "completed"]);
  const absent = [...(people[2] ?? []), ...model.components.map(() => ""), ...credit(2), "no_show"];
  return [heads, ...examined, absent];
}
