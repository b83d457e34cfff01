import { t } from "@lingui/core/macro";
import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";

import { api } from "../../api/client";
import { asProblem, errorsByField } from "../../api/problem";
import type { EligibleList } from "../../api/types";
import { FormPanel } from "../../components/feedback/FormPanel";
import { Note } from "../../components/feedback/Note";
import { listChanged } from "../eligible_lists/queries";
import { JobProgress } from "../jobs/JobProgress";
import { isUnfinished, resultId, useJob } from "../jobs/queries";
import { allBandings, allModels } from "../rules/queries";

const named = (one: { id: string; code: string; title: string }) => ({
  value: one.id,
  label: `${one.code} · ${one.title}`,
});

/** Previews a scoring of the whole list by other models; applying it makes them the list's. */
export function OtherModelPanel({ list, onClose }: { list: EligibleList; onClose: () => void }) {
  const models = useQuery(allModels).data?.items ?? [];
  const bandings = useQuery(allBandings).data?.items ?? [];
  const [model, setModel] = useState(list.scoring_model_id);
  const [banding, setBanding] = useState(list.banding_model_id);
  const navigate = useNavigate();
  const score = api.useMutation("post", "/api/v1/eligible-lists/{list_id}/scorings", { meta: listChanged });
  const { data: job } = useJob(score.data?.id ?? null);
  const scoringId = resultId(job, "scoring_id");
  const errors = score.error ? errorsByField(asProblem(score.error)) : {};

  useEffect(() => {
    if (!scoringId || job?.status !== "succeeded") return;
    onClose();
    void navigate({ to: "/lists/$listId/scorings/$scoringId", params: { listId: list.id, scoringId } });
  }, [scoringId, job?.status, navigate, list.id, onClose]);

  return (
    <FormPanel
      opened
      onClose={onClose}
      title={t`Score ${list.code} by another model`}
      action={t`Preview`}
      isPending={score.isPending || (job !== undefined && isUnfinished(job))}
      error={score.error}
      onSubmit={(event) => {
        event.preventDefault();
        score.mutate({
          params: { path: { list_id: list.id } },
          body: { ...(model && { scoring_model_id: model }), ...(banding && { banding_model_id: banding }) },
        });
      }}
    >
      <Note tone="blue">
        {t`Every result is scored again. You see whose score and rank would change, and which lines move, before anything is applied; applying makes these the list's models.`}
      </Note>
      <Select
        label={t`Scoring model`}
        data={models.map(named)}
        value={model}
        error={errors.scoring_model_id}
        onChange={(value) => {
          if (value) setModel(value);
        }}
        searchable
        allowDeselect={false}
      />
      <Select
        label={t`Banding model`}
        placeholder={t`None`}
        data={bandings.map(named)}
        value={banding}
        error={errors.banding_model_id}
        onChange={(value) => {
          if (value) setBanding(value);
        }}
        searchable
        allowDeselect={false}
      />
      {job && <JobProgress job={job} title={t`Computing the preview`} />}
    </FormPanel>
  );
}
