import { IconArrowsSort, IconSortAscending, IconSortDescending } from "@tabler/icons-react";

import { ariaSort, nextSort, type Column, type Sort } from "./columns";
import styles from "./DataTable.module.css";

interface HeaderCellProps<Row> {
  column: Column<Row>;
  sort: Sort;
  onSort: ((sort: string) => void) | undefined;
}

const icons = { ascending: IconSortAscending, descending: IconSortDescending, none: IconArrowsSort };

export function HeaderCell<Row>({ column, sort, onSort }: HeaderCellProps<Row>) {
  const by = onSort ? column.sort : undefined;
  const order = ariaSort(sort, by);
  const Icon = icons[order ?? "none"];
  return (
    <th
      scope="col"
      aria-sort={order}
      data-align={column.align}
      data-wide={column.wideOnly || undefined}
      data-name={column.rowHeader || undefined}
      data-paperless={column.paperless || undefined}
      style={column.width ? { width: column.width } : undefined}
    >
      {by ? (
        <button type="button" className={styles.sort} onClick={() => onSort?.(nextSort(sort, by))}>
          {column.header}
          <Icon size={14} aria-hidden="true" />
        </button>
      ) : (
        column.header
      )}
    </th>
  );
}
