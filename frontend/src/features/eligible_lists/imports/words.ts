import { plural, t } from "@lingui/core/macro";

import type { ImportPreview } from "../../../api/types";
import { plain } from "../../../i18n/words";

const fields: Record<string, () => string> = {
  external_id: () => t`Applicant number`,
  last_name: () => t`Last name`,
  first_name: () => t`First name`,
  middle_name: () => t`Middle name`,
  email: () => t`E-mail`,
  phone: () => t`Telephone`,
  status: () => t`Attendance`,
  attendance: () => t`Attendance`,
  score: () => t`Final score`,
  final_score: () => t`Final score`,
};

/** A field of an import as people call it: `components.oral` is "Oral". */
export function fieldWord(field: string): string {
  const [group, name] = field.split(/\.(.*)/s);
  if (group === "components" && name) return plain(name);
  if (group === "credits" && name) return t`${plain(name)} credit`;
  return (fields[field] ?? (() => plain(field)))();
}

const kinds: Record<string, () => string> = {
  id: () => t`Identifier`,
  name: () => t`Name`,
  email: () => t`E-mail address`,
  phone: () => t`Telephone number`,
  attendance: () => t`Attendance`,
  number: () => t`Decimal number`,
  choice: () => t`Choice`,
};

export const kindWord = (kind: string): string => (kinds[kind] ?? (() => plain(kind)))();

const delimiters: Record<string, () => string> = {
  ",": () => t`comma`,
  ";": () => t`semicolon`,
  "\t": () => t`tab`,
  "|": () => t`vertical bar`,
};

export const delimiterWord = (delimiter: string): string => (delimiters[delimiter] ?? (() => delimiter))();

const encodings: Record<string, () => string> = {
  "utf-8": () => "UTF-8",
  "utf-16": () => "UTF-16",
  "windows-1252": () => "Windows-1252",
  xlsx: () => t`Excel workbook`,
};

export const encodingWord = (encoding: string): string => (encodings[encoding] ?? (() => encoding))();

/** Up to three different values of a column, as they stand in the file. */
export const samplesOf = (found: ImportPreview, index: number): string[] =>
  [...new Set(found.sample.flatMap((row) => row[index] || []))].slice(0, 3);

export function fileFacts(found: ImportPreview): string {
  const columns = plural(found.headers.length, { one: "# column", other: "# columns" });
  const how = found.delimiter
    ? t`${encodingWord(found.encoding)}, separated by ${delimiterWord(found.delimiter)}`
    : encodingWord(found.encoding);
  return found.rows_read > 0
    ? t`${found.file_name}: ${plural(found.rows_read, { one: "# row", other: "# rows" })}, ${columns}, ${how}.`
    : t`${found.file_name}: ${columns}, ${how}.`;
}

const why: Record<string, () => string> = {
  bad_column_count: () => t`Another number of fields than the heads`,
  repeated_header: () => t`The heads again among the rows`,
  control_char: () => t`Control characters`,
  field_too_long: () => t`A field is too long`,
  missing_candidate_id: () => t`No applicant number`,
  mangled_number: () => t`A number damaged by a spreadsheet`,
  bad_score: () => t`A score that cannot be`,
  missing_score: () => t`No score`,
  bad_status: () => t`Unknown attendance`,
  bad_veteran: () => t`Unknown credit`,
  bad_points: () => t`Points that cannot be`,
  duplicate_row: () => t`The same row twice`,
  conflicting_duplicate: () => t`The same applicant with other facts`,
};

/** A reason code in words. */
export const whyWord = (code: string): string => (why[code] ?? (() => plain(code)))();
