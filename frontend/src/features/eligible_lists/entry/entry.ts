import type { EligibleCreate, ScoringModel } from "../../../api/types";

/** Whom somebody chose from those who are known. */
export interface Chosen {
  id: string;
  display_name: string;
}

/** One person as they are put on a list by hand, as it is typed. */
export interface EntryForm {
  chosen: Chosen | null;
  person: { last_name: string; first_name: string; middle_name: string; email: string; phone: string };
  external_id: string;
  by: "components" | "score";
  score: string;
  components: Record<string, string>;
  claims: Record<string, string>;
  reason: string;
  decision: string;
}

export const blank: EntryForm = {
  chosen: null,
  person: { last_name: "", first_name: "", middle_name: "", email: "", phone: "" },
  external_id: "",
  by: "components",
  score: "",
  components: {},
  claims: {},
  reason: "",
  decision: "",
};

const filled = (values: Record<string, string>) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ""));

/** What is sent; empty texts are left out, and credits belong to component results. */
export function toEntry(form: EntryForm, model: ScoringModel | undefined, dryRun: boolean): EligibleCreate {
  const isFinal = form.by === "score" || !model;
  const who = form.chosen
    ? { person_id: form.chosen.id }
    : { person: { ...filled(form.person), last_name: form.person.last_name, first_name: form.person.first_name } };
  const claims = Object.entries(filled(form.claims)).map(([kind, points]) => ({ kind, points }));
  return {
    ...who,
    ...filled({ external_id: form.external_id, reason: form.reason, decision: form.decision }),
    ...(isFinal ? { score: form.score } : { components: filled(form.components) }),
    credits: isFinal ? [] : claims,
    dry_run: dryRun,
  };
}
