import { t } from "@lingui/core/macro";
import { Group, SegmentedControl, Title } from "@mantine/core";
import { IconTableImport } from "@tabler/icons-react";

import { api } from "../../../api/client";
import { byCursor, rowsOf } from "../../../api/paging";
import type { ImportPreview, ImportRow } from "../../../api/types";
import { Answered } from "../../../components/feedback/Answered";
import { EmptyState } from "../../../components/feedback/EmptyState";
import { SearchField } from "../../../components/SearchField";
import { DataTable } from "../../../components/tables/DataTable";
import { NarrowOnly } from "../../../components/tables/NarrowOnly";
import { statusWord } from "../../../i18n/words";
import styles from "./imports.module.css";
import type { ImportSearch, RowKind } from "./steps";
import { fieldWord } from "./words";

interface ChangesTableProps {
  found: ImportPreview;
  search: ImportSearch;
  onSearch: (search: ImportSearch) => void;
}

/** Row by row what the import would do: a new result, values that change, or nothing. */
export function ChangesTable({ found, search, onSearch }: ChangesTableProps) {
  const kind = search.rows ?? (found.diff.changed > 0 ? "changed" : "new");
  const rows = api.useInfiniteQuery(
    "get",
    "/api/v1/imports/{import_id}/diff",
    { params: { path: { import_id: found.id }, query: { limit: 100, kind, q: search.q } } },
    byCursor,
  );
  const { items, more } = rowsOf(rows);
  const count = (value: number) => value.toLocaleString("en");
  const kinds: { value: RowKind; label: string }[] = [
    { value: "changed", label: t`Changed (${count(found.diff.changed)})` },
    { value: "new", label: t`New (${count(found.diff.new)})` },
    { value: "unchanged", label: t`Unchanged (${count(found.diff.unchanged)})` },
  ];
  return (
    <section>
      <Title order={2} mb="xs">{t`What it would change`}</Title>
      <Group mb="sm" gap="xs">
        <SegmentedControl
          aria-label={t`Which rows`}
          data={kinds}
          value={kind}
          onChange={(next) => {
            onSearch({ ...search, rows: next });
          }}
        />
        <SearchField
          label={t`Search by name or number`}
          value={search.q}
          onSearch={(q) => {
            onSearch({ ...search, q });
          }}
        />
      </Group>
      <Answered query={rows}>
        <DataTable
          caption={t`Rows and what they would change`}
          rows={items}
          rowKey={(row) => String(row.row)}
          more={more}
          columns={[
            { id: "row", header: t`Row`, align: "right", width: "88px", rowHeader: true, cell: (row) => row.row },
            {
              id: "name",
              header: t`Name`,
              cell: (row) => (
                <>
                  {row.name}
                  <NarrowOnly>{row.external_id}</NarrowOnly>
                </>
              ),
            },
            {
              id: "external_id",
              header: t`Applicant number`,
              wideOnly: true,
              nowrap: true,
              cell: (row) => row.external_id,
            },
            { id: "changes", header: t`Values`, cell: (row) => <Changes row={row} /> },
          ]}
          empty={
            <EmptyState icon={IconTableImport}>
              {search.q ? t`No row of this kind has that name or number.` : t`There is no row of this kind.`}
            </EmptyState>
          }
        />
      </Answered>
    </section>
  );
}

const shown = (field: string, value: string | null) =>
  value === null ? t`nothing` : field === "attendance" ? statusWord(value) : value;

function Changes({ row }: { row: ImportRow }) {
  if (row.kind === "unchanged") return <span className={styles.quiet}>{t`As it stands`}</span>;
  return (
    <ul className={styles.changes}>
      {row.changes.map(({ field, before, after }) => (
        <li key={field}>
          {fieldWord(field)}{" "}
          {row.kind === "changed" ? (
            <>
              <del>{shown(field, before)}</del> <ins>{shown(field, after)}</ins>
            </>
          ) : (
            <b>{shown(field, after)}</b>
          )}
        </li>
      ))}
    </ul>
  );
}
