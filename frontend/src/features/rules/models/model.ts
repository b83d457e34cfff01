import type { ScoringModel, ScoringModelCreate } from "../../../api/types";

/** A scoring model as it is typed; empty texts are left out when it is sent. */
export interface ModelForm {
  code: string;
  title: string;
  components: { name: string; weight: string; max: string; pass: string; pass_fraction: string; hurdle: boolean }[];
  scale: { pass: string; max: string; pass_fraction: string };
  credits: { kind: string; as_given: boolean; points: string; not_with: string[] }[];
  decimals: number;
}

/** The usual examination of three parts, as a place to start from. */
export const usual: ModelForm = {
  code: "",
  title: "",
  components: [
    { name: "written", weight: "0.4", max: "100", pass: "", pass_fraction: "0.7", hurdle: true },
    { name: "oral", weight: "0.4", max: "50", pass: "", pass_fraction: "0.7", hurdle: true },
    { name: "training", weight: "0.2", max: "20", pass: "", pass_fraction: "0.7", hurdle: true },
  ],
  scale: { pass: "700", max: "1000", pass_fraction: "0.7" },
  credits: [
    { kind: "veteran", as_given: false, points: "veteran = 35, disabled = 70", not_with: ["promotive"] },
    { kind: "promotive", as_given: true, points: "", not_with: [] },
  ],
  decimals: 5,
};

/** Reads "veteran = 35, disabled = 70". */
export function readPoints(text: string): Record<string, string> {
  return Object.fromEntries(
    text
      .split(",")
      .map((pair) => pair.split("=").map((part) => part.trim()))
      .filter((pair): pair is [string, string] => pair.length === 2 && pair[0] !== "" && pair[1] !== ""),
  );
}

export const showPoints = (values: Record<string, string> | null): string =>
  Object.entries(values ?? {})
    .map(([claim, points]) => `${claim} = ${points}`)
    .join(", ");

type Sendable = ScoringModelCreate & Required<Pick<ScoringModelCreate, "credits" | "decimals">>;

/** A model as a place to start a new version from: its code is another one. */
export function fromModel(model: ScoringModel): ModelForm {
  return {
    code: "",
    title: model.title,
    components: model.components.map(({ pass, pass_fraction, ...part }) => ({
      ...part,
      pass: pass ?? "",
      pass_fraction: pass_fraction ?? "",
    })),
    scale: model.scale,
    credits: model.credits.map(({ kind, as_given, values, not_with }) => ({
      kind,
      as_given,
      points: showPoints(values),
      not_with,
    })),
    decimals: model.decimals,
  };
}

export function toModel(form: ModelForm): Sendable {
  return {
    code: form.code,
    title: form.title,
    decimals: form.decimals,
    rounding: "half_up",
    scale: form.scale,
    components: form.components.map(({ pass, pass_fraction, ...part }) => ({
      ...part,
      ...(pass && { pass }),
      ...(pass_fraction && { pass_fraction }),
    })),
    credits: form.credits.map(({ kind, as_given, points, not_with }) =>
      as_given ? { kind, as_given, not_with } : { kind, as_given, not_with, values: readPoints(points) },
    ),
  };
}
