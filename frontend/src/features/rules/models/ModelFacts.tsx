import { t } from "@lingui/core/macro";
import { Text } from "@mantine/core";

import type { ScoringModel } from "../../../api/types";
import { Facts } from "../../../components/Facts";
import { plain } from "../../../i18n/words";
import { showPoints } from "./model";

/** A scoring model in one sentence and its parts. */
export function ModelFacts({ model }: { model: ScoringModel }) {
  const { scale } = model;
  return (
    <>
      <Text c="dimmed" mb="sm">
        {t`${scale.pass} points at a share of ${scale.pass_fraction}, ${scale.max} at the top, ${model.decimals} decimals.`}
      </Text>
      <Facts
        items={[
          ...model.components.map((part) => ({
            term: plain(part.name),
            value: part.hurdle
              ? t`weight ${part.weight}, of ${part.max}, must pass`
              : t`weight ${part.weight}, of ${part.max}`,
          })),
          ...model.credits.map((credit) => ({
            term: t`${plain(credit.kind)} points`,
            value: credit.as_given ? t`as given` : showPoints(credit.values),
          })),
        ]}
      />
    </>
  );
}
