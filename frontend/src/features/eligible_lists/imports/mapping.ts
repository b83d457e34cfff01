/** Which column of the file becomes which field; the API's own shape. */
export interface Mapping {
  external_id?: string;
  last_name?: string;
  first_name?: string;
  email?: string;
  status?: string;
  components: Record<string, string>;
  credits: Record<string, string>;
}

/** The same mapping seen from the file: column -> "last_name", "components.written", "credits.veteran" or "". */
export type ByColumn = Record<string, string>;

const single = ["external_id", "last_name", "first_name", "email", "status"] as const;

const textRecord = (value: unknown): Record<string, string> =>
  typeof value === "object" && value !== null
    ? Object.fromEntries(
        Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
      )
    : {};

export function byColumn(mapping: Record<string, unknown>, columns: string[]): ByColumn {
  const found: ByColumn = Object.fromEntries(columns.map((column) => [column, ""]));
  for (const field of single) {
    const column = mapping[field];
    if (typeof column === "string") found[column] = field;
  }
  for (const group of ["components", "credits"] as const)
    for (const [name, column] of Object.entries(textRecord(mapping[group]))) found[column] = `${group}.${name}`;
  return found;
}

export function toMapping(columns: ByColumn): Mapping {
  const mapping: Mapping = { components: {}, credits: {} };
  for (const [column, target] of Object.entries(columns)) {
    const [group, name] = target.split(/\.(.*)/s);
    if ((group === "components" || group === "credits") && name) mapping[group][name] = column;
    else if (single.some((field) => field === target)) mapping[target as (typeof single)[number]] = column;
  }
  return mapping;
}
