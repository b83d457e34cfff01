import { t } from "@lingui/core/macro";
import { Title } from "@mantine/core";

import { api } from "../../../api/client";
import { byCursor, rowsOf } from "../../../api/paging";
import type { EligibleList } from "../../../api/types";
import { LifecycleBadge } from "../../../components/badges/LifecycleBadge";
import { TextLink } from "../../../components/links";
import { DataTable } from "../../../components/tables/DataTable";
import { NarrowOnly } from "../../../components/tables/NarrowOnly";
import { Instant } from "../../../components/time/Instant";

/** Files of this list that were uploaded before: a preview goes on where it was left, a committed one can be undone. */
export function EarlierImports({ list }: { list: EligibleList }) {
  const imports = api.useInfiniteQuery(
    "get",
    "/api/v1/eligible-lists/{list_id}/imports",
    { params: { path: { list_id: list.id }, query: { limit: 10 } } },
    byCursor,
  );
  const { items, more } = rowsOf(imports);
  if (items.length === 0) return null;
  return (
    <section>
      <Title order={2} mb="xs">{t`Earlier files`}</Title>
      <DataTable
        caption={t`Earlier files of ${list.code}`}
        rows={items}
        rowKey={(one) => one.id}
        more={more}
        columns={[
          {
            id: "file",
            header: t`File`,
            rowHeader: true,
            cell: (one) => (
              <>
                <TextLink to="/lists/$listId/import" params={{ listId: list.id }} search={{ import: one.id }}>
                  {one.file_name || t`(no name)`}
                </TextLink>
                <NarrowOnly>
                  <Instant at={one.created_at} />
                </NarrowOnly>
              </>
            ),
          },
          {
            id: "at",
            header: t`Uploaded`,
            wideOnly: true,
            nowrap: true,
            cell: (one) => <Instant at={one.created_at} />,
          },
          { id: "status", header: t`Status`, cell: (one) => <LifecycleBadge status={one.status} /> },
          {
            id: "valid",
            header: t`Rows taken`,
            align: "right",
            cell: (one) => one.rows_valid.toLocaleString("en"),
          },
          {
            id: "rejected",
            header: t`Rejected`,
            align: "right",
            wideOnly: true,
            cell: (one) => one.rows_rejected.toLocaleString("en"),
          },
        ]}
      />
    </section>
  );
}
