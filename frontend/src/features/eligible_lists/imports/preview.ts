import { plural, t } from "@lingui/core/macro";

import type { ImportPreview } from "../../../api/types";

export const headersOf = (preview: ImportPreview): string[] => preview.columns;

/** Up to three values of a column, as they stand in the file. */
export function samplesOf(preview: ImportPreview, header: string, index: number): string[] {
  return (preview.samples as unknown[])
    .slice(0, 3)
    .map((row) => (Array.isArray(row) ? row[index] : (row as Record<string, unknown>)[header]))
    .map((value) => (value == null || value === "" ? "–" : String(value)));
}

export function fileFacts(preview: ImportPreview, fileName: string): string {
  const rows = plural(preview.rows_read, { one: "# row", other: "# rows" });
  const columns = plural(headersOf(preview).length, { one: "# column", other: "# columns" });
  return t`${fileName}: ${rows}, ${columns}.`;
}
