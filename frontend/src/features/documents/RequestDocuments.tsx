import { t } from "@lingui/core/macro";
import { Button, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { IconDownload, IconFileTypeCsv, IconFileTypeHtml, IconFileTypePdf, IconFiles } from "@tabler/icons-react";
import { useState } from "react";

import { EmptyState } from "../../components/feedback/EmptyState";
import { ProblemAlert } from "../../components/feedback/ProblemAlert";
import { JobProgress } from "../jobs/JobProgress";
import { isUnfinished, resultId, useJob } from "../jobs/queries";

const formats = [
  { format: "pdf", label: "PDF", icon: IconFileTypePdf },
  { format: "html", label: "HTML", icon: IconFileTypeHtml },
  { format: "csv", label: "CSV", icon: IconFileTypeCsv },
] as const;

type Format = (typeof formats)[number]["format"];

interface RequestDocumentsProps<Kind extends string> {
  kinds: { kind: Kind; title: string; about: string }[];
  isEmpty?: boolean;
  error: unknown;
  /** Asks for the document; the job that makes it comes back. */
  onRequest: (kind: Kind, format: Format) => Promise<string>;
}

interface Request {
  jobId: string;
  title: string;
}

/** Papers made on demand by the worker: asked for here, followed here or in the jobs tray. */
export function RequestDocuments<Kind extends string>({
  kinds,
  isEmpty = false,
  error,
  onRequest,
}: RequestDocumentsProps<Kind>) {
  const [asked, setAsked] = useState<Request[]>([]);
  if (isEmpty) return <EmptyState icon={IconFiles}>{t`There is nothing to report yet.`}</EmptyState>;
  return (
    <Stack maw={760}>
      {error != null && <ProblemAlert error={error} />}
      {kinds.map(({ kind, title, about }) => (
        <Paper key={kind} p="md">
          <Group justify="space-between" align="center" gap="sm">
            <div style={{ flex: "1 1 260px" }}>
              <Title order={2} size="h3">
                {title}
              </Title>
              <Text c="dimmed">{about}</Text>
            </div>
            <Group gap="xs">
              {formats.map(({ format, label, icon: Icon }) => (
                <Button
                  key={format}
                  variant="default"
                  size="xs"
                  leftSection={<Icon size={16} aria-hidden="true" />}
                  aria-label={t`${title} as ${label}`}
                  onClick={() => {
                    onRequest(kind, format).then(
                      (jobId) => {
                        setAsked((before) => [{ jobId, title: `${title}, ${label}` }, ...before]);
                      },
                      () => undefined, // shown through `error`
                    );
                  }}
                >
                  {label}
                </Button>
              ))}
            </Group>
          </Group>
        </Paper>
      ))}
      {asked.map((request) => (
        <AskedDocument key={request.jobId} {...request} />
      ))}
    </Stack>
  );
}

function AskedDocument({ jobId, title }: Request) {
  const { data: job, error } = useJob(jobId);
  const documentId = resultId(job, "document_id");
  if (error) return <ProblemAlert error={error} />;
  if (!job) return null;
  return (
    <Paper p="md">
      <Group justify="space-between" wrap="nowrap">
        <div style={{ flex: 1, minWidth: 0 }}>
          <JobProgress job={job} title={title} />
        </div>
        {!isUnfinished(job) && documentId && (
          <Button
            component="a"
            size="xs"
            href={`/api/v1/documents/${documentId}/content`}
            download
            leftSection={<IconDownload size={16} aria-hidden="true" />}
          >
            {t`Download`}
          </Button>
        )}
      </Group>
    </Paper>
  );
}
