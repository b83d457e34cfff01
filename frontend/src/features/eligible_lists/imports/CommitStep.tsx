import { plural, t } from "@lingui/core/macro";
import { Button, Group, Paper, Stack, Text } from "@mantine/core";
import { IconArrowBackUp, IconMathFunction } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";

import { api, ifMatch } from "../../../api/client";
import { useLive } from "../../../api/live";
import { invalidate } from "../../../api/queries";
import type { EligibleList, ImportPreview } from "../../../api/types";
import { ConfirmPanel } from "../../../components/feedback/ConfirmPanel";
import { Note } from "../../../components/feedback/Note";
import { ProblemAlert } from "../../../components/feedback/ProblemAlert";
import { JobSkeleton } from "../../../components/feedback/Skeletons";
import { ButtonLink } from "../../../components/links";
import { Instant } from "../../../components/time/Instant";
import { JobProgress } from "../../jobs/JobProgress";
import { isUnfinished, useJob } from "../../jobs/queries";
import { ScoreButton } from "../../scorings/ScoreButton";
import { listChanged } from "../queries";
import type { StepProps } from "./ImportWizard";
import { IMPORTS } from "./queries";

const changes = { invalidates: [...listChanged.invalidates, IMPORTS] };

/** The commit runs as a job: all rows or none. It may be left and found again; while nothing rests on it, it can be undone. */
export function CommitStep({ list, found, onGo }: StepProps & { list: EligibleList }) {
  const commit = api.useMutation("post", "/api/v1/imports/{import_id}/commit", { meta: changes });
  const { data: job } = useJob(found.job_id);
  const queries = useQueryClient();
  const isStarted = useRef(false);
  useLive(`list:${list.id}`);

  useEffect(() => {
    if (isStarted.current || found.status !== "previewed") return;
    isStarted.current = true;
    commit.mutate({ params: { path: { import_id: found.id } }, headers: ifMatch(found) });
  }, [commit, found]);

  const jobStatus = job?.status;
  useEffect(() => {
    if (jobStatus && !["queued", "running", "waiting_retry"].includes(jobStatus))
      invalidate(queries, [IMPORTS, ...listChanged.invalidates]);
  }, [jobStatus, queries]);

  const isWaiting = found.status === "committing" || found.status === "undoing";
  const isAsking = !commit.error && (found.status === "previewed" || (isWaiting && !job));
  const isBroken = isWaiting && job && !isUnfinished(job) && job.status !== "succeeded";
  return (
    <Stack>
      {commit.error && <ProblemAlert error={commit.error} />}
      {isAsking && <JobSkeleton />}
      {isWaiting && job && (
        <Paper p="md">
          <JobProgress job={job} title={found.status === "undoing" ? t`Undoing the import` : t`Importing results`} />
        </Paper>
      )}
      {isBroken && found.status === "committing" && (
        <Note tone="amber">{t`Nothing was stored. The preview still holds; you can import it again.`}</Note>
      )}
      {found.status === "committed" && <Committed list={list} found={found} />}
      {found.status === "undone" && <Undone list={list} />}
      {found.status === "discarded" && <Note tone="blue">{t`This preview was put away; nothing was stored.`}</Note>}
      {(commit.error ?? isBroken) && (
        <Group>
          {isBroken && found.status === "committing" && (
            <Button
              loading={commit.isPending}
              onClick={() => {
                commit.mutate({ params: { path: { import_id: found.id } }, headers: ifMatch(found) });
              }}
            >{t`Import again`}</Button>
          )}
          {commit.error && (
            <Button
              variant="default"
              onClick={() => {
                onGo("preview");
              }}
            >{t`Back to the preview`}</Button>
          )}
        </Group>
      )}
      {(found.status === "undone" || found.status === "discarded") && (
        <Group>
          <Button
            variant="default"
            onClick={() => {
              onGo("file");
            }}
          >{t`Import another file`}</Button>
        </Group>
      )}
    </Stack>
  );
}

function Committed({ list, found }: { list: EligibleList; found: ImportPreview }) {
  const [isAsking, setAsking] = useState(false);
  const undo = api.useMutation("post", "/api/v1/imports/{import_id}/undo", { meta: changes });
  const { new: added, changed, unchanged } = found.diff;
  // Once posted, results come by correction alone: what a file brought was scored before.
  const isScored = !["draft", "scored"].includes(list.status);
  return (
    <>
      <Note tone="green">
        {isScored
          ? plural(found.rows_valid, {
              one: "# result of this file stands on the list's record.",
              other: "# results of this file stand on the list's record.",
            })
          : plural(found.rows_valid, {
              one: "# result stands on the list's record. Score it next: you will see every score before it counts.",
              other:
                "# results stand on the list's record. Score them next: you will see every score before it counts.",
            })}{" "}
        {t`${added.toLocaleString("en")} new, ${changed.toLocaleString("en")} changed, ${unchanged.toLocaleString("en")} unchanged.`}
      </Note>
      <Text c="dimmed">
        {found.file_name} · <Instant at={found.created_at} />
      </Text>
      <Group>
        <ScoreButton list={list} isMain={!isScored} icon={<IconMathFunction size={16} aria-hidden="true" />} />
        <ButtonLink variant="default" to="/lists/$listId" params={{ listId: list.id }}>{t`Go to the list`}</ButtonLink>
        {added + changed > 0 && !isScored && (
          <Button
            variant="default"
            leftSection={<IconArrowBackUp size={16} aria-hidden="true" />}
            onClick={() => {
              undo.reset();
              setAsking(true);
            }}
          >{t`Undo this import`}</Button>
        )}
      </Group>
      <ConfirmPanel
        opened={isAsking}
        onClose={() => {
          setAsking(false);
        }}
        title={t`Undo this import`}
        action={t`Undo import`}
        isPending={undo.isPending}
        error={undo.error}
        onConfirm={() => {
          undo.mutate(
            { params: { path: { import_id: found.id } }, headers: ifMatch(found) },
            {
              onSuccess: () => {
                setAsking(false);
              },
            },
          );
        }}
      >
        <p>
          {t`${added.toLocaleString("en")} results leave the list and ${changed.toLocaleString("en")} get back the values they had. The people stay known to the agency, and the ledger keeps both events.`}
        </p>
        <p>{t`This is refused once the results were scored or the list was posted.`}</p>
      </ConfirmPanel>
    </>
  );
}

function Undone({ list }: { list: EligibleList }) {
  return (
    <Note tone="blue">
      {plural(list.results_count, {
        one: "The import was undone. # result stands on the list's record, as before it.",
        other: "The import was undone. # results stand on the list's record, as before it.",
      })}
    </Note>
  );
}
