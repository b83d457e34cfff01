import { t } from "@lingui/core/macro";
import { Paper } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { api } from "../../../api/client";
import type { EligibleList } from "../../../api/types";
import { Histogram } from "../../../components/Histogram";
import { useCan } from "../../accounts/session";
import { distributionQuery } from "../queries";
import styles from "./eligibles.module.css";

/** The open referrals of a list, for whoever may see referrals. */
export function useOpenReferrals(list: EligibleList) {
  const maySeeReferrals = useCan("referrals:read");
  return useQuery({
    ...api.queryOptions("get", "/api/v1/referrals", {
      params: { query: { eligible_list_id: list.id, status: "certified", limit: 10 } },
    }),
    enabled: maySeeReferrals,
  });
}

/** How the scores lie, and down to where the open referrals of the list reach. */
export function ScoresFigure({ list }: { list: EligibleList }) {
  const distribution = useQuery({ ...distributionQuery(list.id), enabled: list.counts.eligibles > 0 });
  const referrals = useOpenReferrals(list);
  const bins = distribution.data?.bins ?? [];
  const [first, last] = [bins[0], bins.at(-1)];
  // Holds its place, so that the table below does not move when it comes.
  if (distribution.isLoading) return <Paper className={styles.distribution} mb="md" />;
  if (!first || !last) return null;
  const [low, high] = [Number(first.lower), Number(last.upper)];
  const marks = (referrals.data?.items ?? []).flatMap(({ number, line }) =>
    line && high > low
      ? [
          {
            at: (Number(line.score) - low) / (high - low),
            label: t`${number}: to rank ${line.rank.toLocaleString("en")}`,
          },
        ]
      : [],
  );
  return (
    <Paper className={styles.distribution} p="md" mb="md">
      <Histogram
        title={t`Distribution of scores`}
        bins={bins.map((bin) => ({ from: bin.lower, to: bin.upper, count: bin.eligibles }))}
        marks={marks}
      />
    </Paper>
  );
}
