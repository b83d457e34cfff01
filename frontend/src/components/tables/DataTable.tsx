import { Button, Group, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { t } from "@lingui/core/macro";
import { createColumnHelper, tableFeatures, useTable } from "@tanstack/react-table";
import { useMemo, type ReactElement, type ReactNode } from "react";

import { ExportMenu } from "./ExportMenu";
import { HeaderCell } from "./HeaderCell";
import { saveCsv } from "./csv";
import type { Column, Sort } from "./columns";
import { keysOf, type Whole } from "./exports";
import { LoadAtEnd } from "./LoadAtEnd";
import { useOverflow } from "./useOverflow";
import { DENSE_ROW_HEIGHT, ROW_HEIGHT, useRowWindow } from "./rowWindow";
import styles from "./DataTable.module.css";

const features = tableFeatures({});

interface DataTableProps<Row> {
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  /** Stands above the table: "1,214 eligibles, as of 10:42 AM PST". */
  summary?: ReactNode;
  /** Stand beside the summary: which columns, how dense. */
  tools?: ReactNode;
  sort?: Sort;
  onSort?: (sort: string) => void;
  more?: { shown: number; total?: number | null; isLoading: boolean; load: () => void } | undefined;
  /** Of a table that the server does not give as a file. */
  csvName?: string;
  /** Where the server gives every row as a file, under the same filters and order. */
  whole?: Whole;
  /** A row of another kind before the row with this index (the line of a referral). */
  divider?: { before: number; element: ReactElement } | undefined;
  rowTone?: (row: Row) => string | undefined;
  isDense?: boolean | undefined;
  /** Further pages come as one scrolls to the end, not by a button alone. */
  isEndless?: boolean | undefined;
  empty?: ReactNode;
}

/** A real table: caption, scopes, header buttons that sort on the server, further pages on request, CSV of what is shown. */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const {
    caption,
    columns,
    rows,
    rowKey,
    summary,
    tools,
    sort,
    onSort,
    more,
    csvName,
    whole,
    divider,
    rowTone,
    isDense,
    isEndless,
    empty,
  } = props;
  const helper = useMemo(() => createColumnHelper<typeof features, Row>(), []);
  const defs = useMemo(
    () => helper.columns(columns.map((c) => helper.display({ id: c.id, header: c.header }))),
    [columns, helper],
  );
  const table = useTable({ features, columns: defs, data: rows, getRowId: rowKey });
  const model = table.getRowModel().rows;
  const height = isDense ? DENSE_ROW_HEIGHT : ROW_HEIGHT;
  const { isVirtual, first, last, above, below, body, row: measured } = useRowWindow(model.length, !divider, height);
  const [frame, scrolls] = useOverflow();
  const byId = new Map(columns.map((column) => [column.id, column]));
  const drawn = model.slice(first, last).map((row, offset) => (
    <tr
      key={row.id}
      ref={measured}
      data-index={measured && first + offset}
      data-tone={rowTone?.(row.original)}
      aria-rowindex={isVirtual ? first + offset + 2 : undefined}
    >
      {row.getAllCells().map((cell) => (
        <BodyCell key={cell.id} column={byId.get(cell.column.id)}>
          {/* Called, not mounted: a cell keeps its focus when the columns are made anew. */}
          {byId.get(cell.column.id)?.cell(row.original)}
        </BodyCell>
      ))}
    </tr>
  ));
  // A sibling of the rows, so that it keeps its identity, and knows where it stood, when it moves among them.
  if (divider && model.length > 0) drawn.splice(divider.before, 0, divider.element);
  const exported = columns.filter((column) => column.text);

  return (
    <div>
      {(summary ?? csvName ?? whole) && (
        <Group justify="space-between" mb="xs" gap="xs">
          <Text c="dimmed" className="tabular">
            {summary}
          </Text>
          <Group gap="xs" ml="auto" className="no-print">
            {tools}
            {whole && rows.length > 0 && <ExportMenu caption={caption} whole={whole} keys={keysOf(columns)} />}
            {csvName && !whole && rows.length > 0 && (
              <Button
                size="compact-sm"
                variant="subtle"
                leftSection={<IconDownload size={16} aria-hidden="true" />}
                onClick={() => {
                  saveCsv(csvName, [
                    exported.map((c) => c.header),
                    ...rows.map((row) => exported.map((c) => c.text?.(row) ?? "")),
                  ]);
                }}
              >
                {t`CSV of these rows`}
              </Button>
            )}
          </Group>
        </Group>
      )}
      <div
        ref={frame}
        className={styles.frame}
        data-scrolls={scrolls || undefined}
        role="region"
        aria-label={caption}
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by key
        tabIndex={0}
      >
        <table
          className={styles.table}
          data-dense={isDense || undefined}
          aria-rowcount={isVirtual ? model.length + 1 : undefined}
        >
          <caption className={styles.caption}>{caption}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <HeaderCell key={column.id} column={column} sort={sort} onSort={onSort} />
              ))}
            </tr>
          </thead>
          <tbody ref={body}>
            {first > 0 && <Gap height={above} columns={columns.length} />}
            {drawn}
            {last < model.length && <Gap height={below} columns={columns.length} />}
          </tbody>
        </table>
        {rows.length === 0 && <div className={styles.empty}>{empty}</div>}
      </div>
      {more && (
        <p className={`print-only ${styles.rest}`}>
          {more.total == null
            ? t`The first ${more.shown.toLocaleString("en")} rows; there are more on the screen.`
            : t`The first ${more.shown.toLocaleString("en")} of ${more.total.toLocaleString("en")} rows; there are more on the screen.`}
        </p>
      )}
      {more && isEndless && <LoadAtEnd isLoading={more.isLoading} load={more.load} />}
      {more && (
        <Group justify="center" mt="sm" className="no-print">
          <Button variant="default" size="xs" loading={more.isLoading} onClick={more.load}>
            {more.total == null
              ? t`Show more`
              : t`Show more (${more.shown.toLocaleString("en")} of ${more.total.toLocaleString("en")})`}
          </Button>
        </Group>
      )}
    </div>
  );
}

function BodyCell<Row>({ column, children }: { column: Column<Row> | undefined; children: ReactNode }) {
  const marks = {
    "data-align": column?.align,
    "data-wide": column?.wideOnly || undefined,
    "data-nowrap": column?.nowrap || undefined,
    "data-paperless": column?.paperless || undefined,
  };
  return column?.rowHeader ? (
    <th scope="row" data-name {...marks}>
      {children}
    </th>
  ) : (
    <td {...marks}>{children}</td>
  );
}

/** Holds the place of rows that are not drawn. */
function Gap({ height, columns }: { height: number; columns: number }) {
  return (
    <tr aria-hidden="true">
      <td colSpan={columns} style={{ height, padding: 0 }} />
    </tr>
  );
}
