import { t } from "@lingui/core/macro";
import { Button, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { IconFileTypeCsv, IconFileTypeHtml, IconFileTypePdf, IconFiles } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";

import { api } from "../../api/client";
import type { EligibleList } from "../../api/types";
import { EmptyState } from "../../components/feedback/EmptyState";
import { ProblemAlert } from "../../components/feedback/ProblemAlert";
import { TableSkeleton } from "../../components/feedback/Skeletons";
import { useCan } from "../accounts/session";
import { DocumentsTable } from "../documents/DocumentsTable";
import { LISTS } from "./queries";

const POLL_MS = 1500;

const formats = [
  { format: "pdf", label: "PDF", icon: IconFileTypePdf },
  { format: "html", label: "HTML", icon: IconFileTypeHtml },
  { format: "csv", label: "CSV", icon: IconFileTypeCsv },
] as const;

/** Papers of the list: asked for here, made by the worker, kept as they were made. */
export function DocumentsTab({ list }: { list: EligibleList }) {
  const mayAsk = useCan("lists:manage");
  const params = { path: { list_id: list.id } };
  const documents = useQuery({
    ...api.queryOptions("get", "/api/v1/eligible-lists/{list_id}/documents", { params }),
    // Until the worker is done; the stream tells of jobs, not of papers.
    refetchInterval: (query) => (query.state.data?.items.some((one) => one.status === "requested") ? POLL_MS : false),
  });
  const ask = api.useMutation("post", "/api/v1/eligible-lists/{list_id}/documents", {
    meta: { invalidates: ["/api/v1/jobs", LISTS] },
  });
  if (list.counts.eligibles === 0)
    return <EmptyState icon={IconFiles}>{t`There is nothing to report before the list is scored.`}</EmptyState>;
  return (
    <Stack>
      {ask.error && <ProblemAlert error={ask.error} />}
      {mayAsk && (
        <Paper p="md">
          <Group justify="space-between" gap="sm">
            <div style={{ flex: "1 1 260px" }}>
              <Title order={2} size="h3">{t`Score report`}</Title>
              <Text c="dimmed">{t`How many people stand on each score and rank. No names; public once the list is posted.`}</Text>
            </div>
            <Group gap="xs">
              {formats.map(({ format, label, icon: Icon }) => (
                <Button
                  key={format}
                  variant="default"
                  size="xs"
                  leftSection={<Icon size={16} aria-hidden="true" />}
                  aria-label={t`Score report as ${label}`}
                  onClick={() => {
                    ask.mutate({ params, body: { kind: "score_report", format } });
                  }}
                >
                  {label}
                </Button>
              ))}
            </Group>
          </Group>
        </Paper>
      )}
      {documents.error && <ProblemAlert error={documents.error} retry={() => void documents.refetch()} />}
      {documents.isPending ? <TableSkeleton rows={2} /> : <DocumentsTable documents={documents.data?.items ?? []} />}
    </Stack>
  );
}
