import { plural, t } from "@lingui/core/macro";
import { Button, Group, Paper, Stack } from "@mantine/core";
import { IconMathFunction } from "@tabler/icons-react";
import { useEffect, useRef } from "react";

import { api } from "../../../api/client";
import type { EligibleList, ImportPreview } from "../../../api/types";
import { Note } from "../../../components/feedback/Note";
import { ProblemAlert } from "../../../components/feedback/ProblemAlert";
import { ButtonLink } from "../../../components/links";
import { JobProgress } from "../../jobs/JobProgress";
import { useJob } from "../../jobs/queries";
import { ScoreButton } from "../../scorings/ScoreButton";
import { listChanged } from "../queries";

interface CommitStepProps {
  list: EligibleList;
  preview: ImportPreview;
  onBack: () => void;
}

/** The commit runs as a job: all rows or none. It may be left and found again in the jobs tray. */
export function CommitStep({ list, preview, onBack }: CommitStepProps) {
  const commit = api.useMutation("post", "/api/v1/imports/{import_id}/commit", { meta: listChanged });
  const { data: job } = useJob(commit.data?.id ?? null);
  const isStarted = useRef(false);

  useEffect(() => {
    if (isStarted.current) return;
    isStarted.current = true;
    commit.mutate({ params: { path: { import_id: preview.id } } });
  }, [commit, preview.id]);

  const isDone = job?.status === "succeeded";
  return (
    <Stack>
      {commit.error && <ProblemAlert error={commit.error} />}
      {job && !isDone && (
        <Paper p="md">
          <JobProgress job={job} title={t`Importing results`} />
        </Paper>
      )}
      {isDone && (
        <>
          <Note tone="green">
            {plural(preview.rows_valid, {
              one: "# result stands on the list's record. Score it next: you will see every score before it counts.",
              other:
                "# results stand on the list's record. Score them next: you will see every score before it counts.",
            })}
          </Note>
          <Group>
            <ScoreButton list={list} isMain icon={<IconMathFunction size={16} aria-hidden="true" />} />
            <ButtonLink
              variant="default"
              to="/lists/$listId"
              params={{ listId: list.id }}
            >{t`Go to the list`}</ButtonLink>
          </Group>
        </>
      )}
      {(commit.error ?? job?.status === "failed") && (
        <Group>
          <Button variant="default" onClick={onBack}>{t`Back to the preview`}</Button>
        </Group>
      )}
    </Stack>
  );
}
