import { t } from "@lingui/core/macro";
import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import type { EligibleList, Scoring } from "../../api/types";
import { Note } from "../../components/feedback/Note";
import { PersonLink } from "../people/PersonLink";
import { allBandings, allModels } from "../rules/queries";

/** By which models the preview was made where they are not the list's own: what applying it changes besides scores. */
export function ModelsOfScoring({ list, scoring }: { list: EligibleList; scoring: Scoring }) {
  const models = useQuery(allModels).data?.items ?? [];
  const bandings = useQuery(allBandings).data?.items ?? [];
  if (scoring.status === "applied") return null;
  const code = (all: { id: string; code: string }[], id: string | null) =>
    all.find((one) => one.id === id)?.code ?? t`none`;
  const changes = [
    ...(scoring.scoring_model_id === list.scoring_model_id
      ? []
      : [t`Scoring model: ${code(models, list.scoring_model_id)} becomes ${code(models, scoring.scoring_model_id)}.`]),
    ...(scoring.banding_model_id === list.banding_model_id
      ? []
      : [
          t`Banding model: ${code(bandings, list.banding_model_id)} becomes ${code(bandings, scoring.banding_model_id)}.`,
        ]),
  ];
  if (changes.length === 0) return null;
  return <Note tone="blue">{`${t`Scored by another model.`} ${changes.join(" ")}`}</Note>;
}

/** People of merged records who would stand twice: while there are any, the preview cannot be applied. */
export function PlacedTwice({ scoring }: { scoring: Scoring }) {
  const twice = scoring.summary.placed_twice;
  if (twice.length === 0) return null;
  return (
    <Note tone="amber">
      {t`This cannot be applied: a person whose records were merged would stand on the list twice. Undo the merge, or record one of the results as withdrawn, then score again.`}
      {twice.map((one) => (
        <Text key={one.person_id} size="sm">
          <PersonLink person={{ id: one.person_id, display_name: t`Applicants ${one.external_ids.join(", ")}` }} />
        </Text>
      ))}
    </Note>
  );
}
