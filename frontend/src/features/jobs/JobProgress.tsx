import { plural, t } from "@lingui/core/macro";
import { Group, Progress, Stack, Text } from "@mantine/core";

import { useJobCounts } from "../../api/live";
import type { Job } from "../../api/types";
import { LifecycleBadge } from "../../components/badges/LifecycleBadge";
import { jobWord } from "../../i18n/words";
import { isUnfinished, jobError } from "./queries";

/** How far a piece of background work has come, in counts. */
export function JobProgress({ job, title }: { job: Job; title?: string }) {
  const { done, total } = useJobCounts(job.id, job.progress);
  const name = title ?? jobWord(job.kind);
  const share = total ? Math.min(100, (done / total) * 100) : isUnfinished(job) ? 0 : 100;
  const counts = total
    ? t`${done.toLocaleString("en")} of ${total.toLocaleString("en")}`
    : done
      ? plural(done, { one: "# done", other: "# done" })
      : "";
  const error = jobError(job);
  return (
    <Stack gap={6} role="status">
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Text fw={560} truncate>
          {name}
        </Text>
        <LifecycleBadge status={job.status} quiet />
      </Group>
      {isUnfinished(job) && (
        <Progress value={total ? share : 100} animated={!total} size="sm" aria-label={t`Progress of ${name}`} />
      )}
      {(counts || error) && (
        <Text size="xs" c="dimmed" className="tabular">
          {error || counts}
        </Text>
      )}
    </Stack>
  );
}
