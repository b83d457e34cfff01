import type { Column } from "./columns";

type Value = string | number | boolean | null | undefined;

/** A collection of the server, under the filters, search and order of the table that shows it. */
export interface Whole {
  /** Without the beginning of every address: "/referrals". */
  path: string;
  query?: Record<string, Value | Value[]>;
}

export const formats = ["csv", "xlsx", "json"] as const;
export type Format = (typeof formats)[number];

/** The server's keys of what a table shows, in its order; a column without text is not data. */
export function keysOf<Row>(columns: Column<Row>[]): string[] {
  return columns.filter((column) => column.text).flatMap((column) => column.keys ?? [column.id]);
}

/** The address of a whole collection as a file: every row of the table, not only those that are loaded. */
export function exportOf({ path, query = {} }: Whole, format: Format, keys: string[]): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (!["limit", "count", "cursor"].includes(name))
      for (const one of Array.isArray(value) ? value : [value])
        if (one !== null && one !== undefined) given.append(name, String(one));
  given.append("columns", keys.join(","));
  return `/api/v1${path}.${format}?${given.toString()}`;
}
