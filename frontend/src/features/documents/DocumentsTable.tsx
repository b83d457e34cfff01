import { t } from "@lingui/core/macro";
import { Button } from "@mantine/core";
import { IconDownload, IconFiles } from "@tabler/icons-react";

import type { DocumentRead } from "../../api/types";
import { LifecycleBadge } from "../../components/badges/LifecycleBadge";
import { EmptyState } from "../../components/feedback/EmptyState";
import { DataTable } from "../../components/tables/DataTable";
import { NarrowOnly } from "../../components/tables/NarrowOnly";
import { Instant } from "../../components/time/Instant";
import { plain } from "../../i18n/words";

const sizes = new Intl.NumberFormat("en", { style: "unit", unit: "kilobyte", maximumFractionDigits: 0 });

/** Papers as they stood when they were asked for, the newest first. */
export function DocumentsTable({ documents }: { documents: DocumentRead[] }) {
  return (
    <DataTable
      caption={t`Documents, newest first`}
      rows={documents}
      rowKey={(one) => one.id}
      columns={[
        {
          id: "kind",
          header: t`Document`,
          rowHeader: true,
          cell: (one) => (
            <>
              {plain(one.kind)}
              <NarrowOnly>
                <Instant at={one.created_at} />
              </NarrowOnly>
            </>
          ),
        },
        { id: "format", header: t`Format`, cell: (one) => one.format.toUpperCase() },
        { id: "made", header: t`Asked for`, wideOnly: true, cell: (one) => <Instant at={one.created_at} /> },
        {
          id: "size",
          header: t`Size`,
          align: "right",
          wideOnly: true,
          cell: (one) => one.size !== null && sizes.format(Math.ceil(one.size / 1000)),
        },
        {
          id: "status",
          header: t`Status`,
          cell: (one) =>
            one.status === "ready" ? (
              <Button
                component="a"
                size="compact-sm"
                variant="default"
                href={`/api/v1/documents/${one.id}/content`}
                download
                aria-label={t`Download ${one.name ?? plain(one.kind)}`}
                leftSection={<IconDownload size={15} aria-hidden="true" />}
              >
                {t`Download`}
              </Button>
            ) : (
              <LifecycleBadge status={one.status} quiet />
            ),
        },
      ]}
      empty={
        <EmptyState icon={IconFiles}>{t`No document has been made of this list yet. Ask for one above.`}</EmptyState>
      }
    />
  );
}
