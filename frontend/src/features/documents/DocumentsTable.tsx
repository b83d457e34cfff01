import { t } from "@lingui/core/macro";
import { Button, Text } from "@mantine/core";
import { IconDownload, IconFiles } from "@tabler/icons-react";

import type { DocumentRead } from "../../api/types";
import { LifecycleBadge } from "../../components/badges/LifecycleBadge";
import { EmptyState } from "../../components/feedback/EmptyState";
import { DataTable } from "../../components/tables/DataTable";
import type { Column } from "../../components/tables/columns";
import { NarrowOnly } from "../../components/tables/NarrowOnly";
import { Instant } from "../../components/time/Instant";
import { plain } from "../../i18n/words";

const sizes = new Intl.NumberFormat("en", { style: "unit", unit: "kilobyte", maximumFractionDigits: 0 });
const counts = new Intl.NumberFormat("en");

/** Where a paper is read: those of a referral also by departments, which see no list. */
function contentOf(one: DocumentRead): string {
  const path = `documents/${one.id}/content`;
  return one.subject_type === "referral" ? `/api/v1/referrals/${one.subject_id}/${path}` : `/api/v1/${path}`;
}

function useColumns(): Column<DocumentRead>[] {
  return [
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
    { id: "by", header: t`By`, wideOnly: true, cell: (one) => one.made_by ?? t`an API key` },
    {
      id: "size",
      header: t`Size`,
      align: "right",
      wideOnly: true,
      cell: (one) => one.size !== null && sizes.format(Math.ceil(one.size / 1000)),
    },
    { id: "status", header: t`Status`, cell: (one) => <State one={one} /> },
  ];
}

/** Papers as they stood when they were asked for, the newest first. */
export function DocumentsTable({ documents, empty }: { documents: DocumentRead[]; empty: string }) {
  return (
    <DataTable
      caption={t`Documents, newest first`}
      rows={documents}
      rowKey={(one) => one.id}
      columns={useColumns()}
      empty={<EmptyState icon={IconFiles}>{empty}</EmptyState>}
    />
  );
}

function State({ one }: { one: DocumentRead }) {
  if (one.status === "ready")
    return (
      <Button
        component="a"
        size="compact-sm"
        variant="default"
        href={contentOf(one)}
        download
        aria-label={t`Download ${one.name ?? plain(one.kind)}`}
        leftSection={<IconDownload size={15} aria-hidden="true" />}
      >
        {t`Download`}
      </Button>
    );
  const { done, total } = one.progress ?? { done: 0, total: null };
  return (
    <>
      <LifecycleBadge status={one.status} quiet />
      {total !== null && done > 0 && (
        <Text size="xs" c="dimmed" className="tabular" role="status">
          {t`${counts.format(done)} of ${counts.format(total)} rows`}
        </Text>
      )}
      {one.error && (
        <Text size="xs" c="dimmed">
          {one.error.detail}
        </Text>
      )}
    </>
  );
}
