import { t } from "@lingui/core/macro";
import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState, type ReactNode } from "react";

import { api } from "../../api/client";
import type { EligibleList } from "../../api/types";
import { ConfirmPanel } from "../../components/feedback/ConfirmPanel";
import { listChanged } from "../eligible_lists/queries";
import { JobProgress } from "../jobs/JobProgress";
import { resultId, useJob } from "../jobs/queries";

/** Computes a preview as a job, then opens it. Nothing changes before it is applied. */
export function ScoreButton({ list, icon, isMain = false }: { list: EligibleList; icon: ReactNode; isMain?: boolean }) {
  const [isOpen, setOpen] = useState(false);
  const navigate = useNavigate();
  const score = api.useMutation("post", "/api/v1/eligible-lists/{list_id}/scorings", { meta: listChanged });
  const { data: job } = useJob(score.data?.id ?? null);
  const scoringId = resultId(job, "scoring_id");

  useEffect(() => {
    if (isOpen && scoringId && job?.status === "succeeded")
      void navigate({ to: "/lists/$listId/scorings/$scoringId", params: { listId: list.id, scoringId } });
  }, [isOpen, scoringId, job?.status, navigate, list.id]);

  return (
    <>
      <Button
        variant={isMain ? "filled" : "default"}
        leftSection={icon}
        onClick={() => {
          score.reset();
          setOpen(true);
          score.mutate({ params: { path: { list_id: list.id } } });
        }}
      >
        {t`Score`}
      </Button>
      <ConfirmPanel
        opened={isOpen && !(job?.status === "succeeded" && scoringId)}
        onClose={() => {
          setOpen(false);
        }}
        title={t`Score ${list.code}`}
        action={t`Try again`}
        disabled={!score.error && job?.status !== "failed"}
        isPending={score.isPending}
        error={score.error}
        onConfirm={() => {
          score.mutate({ params: { path: { list_id: list.id } } });
        }}
      >
        {job && <JobProgress job={job} title={t`Computing the preview`} />}
        <p>{t`Nothing changes yet: you see every score before you apply it. You may close this panel; the jobs tray keeps it.`}</p>
      </ConfirmPanel>
    </>
  );
}
