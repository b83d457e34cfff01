type Value = string | number | boolean | null | undefined;

/** The address of a whole collection as CSV, under the filters, search and order of the table that shows it. */
export function allRowsOf(path: string, query: Record<string, Value | Value[]>): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (!["limit", "count", "cursor"].includes(name))
      for (const one of Array.isArray(value) ? value : [value])
        if (one !== null && one !== undefined) given.append(name, String(one));
  const asked = given.toString();
  return `/api/v1${path}.csv${asked && `?${asked}`}`;
}
