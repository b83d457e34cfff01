import { textRecord } from "./records";

/** Which column of the file becomes which field; the API's own shape. */
export interface Mapping {
  external_id?: string;
  last_name?: string;
  first_name?: string;
  middle_name?: string;
  email?: string;
  phone?: string;
  status?: string;
  score?: string;
  components?: Record<string, string>;
  credits?: Record<string, string>;
}

export type Format = "results" | "generic";

/** The same mapping seen from the file: column -> "last_name", "components.written", "credits.veteran" or "". */
export type ByColumn = Record<string, string>;

const identity = ["external_id", "last_name", "first_name", "middle_name", "email", "phone"] as const;
const single = [...identity, "status", "score"] as const;

export const fieldsOf = (format: Format): string[] => [...identity, format === "results" ? "status" : "score"];

/** What no row can do without. */
export function neededOf(format: Format, components: string[]): string[] {
  const own = format === "results" ? components.map((name) => `components.${name}`) : ["score"];
  return ["external_id", "last_name", "first_name", ...own];
}

export function byColumn(mapping: Record<string, unknown>, columns: string[]): ByColumn {
  const found: ByColumn = Object.fromEntries(columns.map((column) => [column, ""]));
  const put = (column: unknown, field: string) => {
    const own = typeof column === "string" && columns.find((one) => one.toLowerCase() === column.toLowerCase());
    if (own) found[own] = field;
  };
  for (const field of single) put(mapping[field], field);
  for (const group of ["components", "credits"] as const)
    for (const [name, column] of Object.entries(textRecord(mapping[group]))) put(column, `${group}.${name}`);
  return found;
}

export function toMapping(columns: ByColumn, format: Format): Mapping {
  const mapping: Mapping = format === "results" ? { components: {}, credits: {} } : {};
  for (const [column, target] of Object.entries(columns)) {
    const [group, name] = target.split(/\.(.*)/s);
    if ((group === "components" || group === "credits") && name) (mapping[group] ??= {})[name] = column;
    else if (single.some((field) => field === target)) mapping[target as (typeof single)[number]] = column;
  }
  return mapping;
}

/** A field belongs to one column: choosing it for another takes it from the first. */
export function choose(columns: ByColumn, column: string, target: string): ByColumn {
  const freed = Object.entries(columns).map(([name, held]) => [name, target && held === target ? "" : held]);
  return { ...Object.fromEntries(freed), [column]: target } as ByColumn;
}

export const missing = (columns: ByColumn, needed: string[]): string[] =>
  needed.filter((field) => !Object.values(columns).includes(field));
