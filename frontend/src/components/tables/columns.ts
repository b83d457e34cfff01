import type { ReactNode } from "react";

export interface Column<Row> {
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** The text of the cell in the CSV; a column without it stays out of every file. */
  text?: (row: Row) => string;
  /** The server's keys of what the column shows, for its files; the column's id unless given. */
  keys?: readonly string[];
  align?: "left" | "right";
  /** Names the row for a screen reader. */
  rowHeader?: boolean;
  /** The server's name for sorting by this column. */
  sort?: string;
  /** Left out where the screen is narrow; what matters there stands in another column. */
  wideOnly?: boolean;
  width?: string;
  /** Boxes to tick and buttons: nothing to see on paper. */
  paperless?: boolean;
  /** Codes and numbers stay on one line; names may break. */
  nowrap?: boolean;
}

/** As the API writes it: `name` upward, `-name` downward. */
export type Sort = string | undefined;

export function ariaSort(sort: Sort, by: string | undefined): "ascending" | "descending" | "none" | undefined {
  if (!by) return undefined;
  if (sort === by) return "ascending";
  return sort === `-${by}` ? "descending" : "none";
}

export function nextSort(sort: Sort, by: string): string {
  return sort === by ? `-${by}` : by;
}
