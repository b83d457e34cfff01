import { plural, t } from "@lingui/core/macro";

import type { ImportPreview } from "../../../api/types";

export const headersOf = (preview: ImportPreview): string[] => preview.headers;

/** Up to three values of a column, as they stand in the file. */
export const samplesOf = (preview: ImportPreview, index: number): string[] =>
  preview.sample.slice(0, 3).map((row) => row[index] || "–");

export function fileFacts(preview: ImportPreview, fileName: string): string {
  const rows = plural(preview.rows_read, { one: "# row", other: "# rows" });
  const columns = plural(headersOf(preview).length, { one: "# column", other: "# columns" });
  return t`${fileName}: ${rows}, ${columns}, ${preview.encoding}.`;
}
