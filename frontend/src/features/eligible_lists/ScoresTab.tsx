import { plural, t } from "@lingui/core/macro";
import { Paper, Stack } from "@mantine/core";
import { IconChartBar } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";

import type { EligibleList } from "../../api/types";
import { EmptyState } from "../../components/feedback/EmptyState";
import { ProblemAlert } from "../../components/feedback/ProblemAlert";
import { TableSkeleton } from "../../components/feedback/Skeletons";
import { Histogram } from "../../components/Histogram";
import { DataTable } from "../../components/tables/DataTable";
import { distributionQuery, scoreReportQuery } from "./queries";

/** How the scores lie, and the score report: how many people stand on each rank, no names. */
export function ScoresTab({ list }: { list: EligibleList }) {
  const report = useQuery(scoreReportQuery(list.id));
  const distribution = useQuery(distributionQuery(list.id));
  if (report.error) return <ProblemAlert error={report.error} retry={() => void report.refetch()} />;
  if (report.isPending) return <TableSkeleton />;
  const rows = report.data.rows;
  if (rows.length === 0)
    return (
      <EmptyState
        icon={IconChartBar}
      >{t`No scores yet. Import results and score them; the report follows by itself.`}</EmptyState>
    );
  const bins = distribution.data?.bins.map((bin) => ({ from: bin.lower, to: bin.upper, count: bin.eligibles })) ?? [];
  return (
    <Stack>
      {bins.length > 0 && (
        <Paper p="md">
          <Histogram title={t`Distribution of scores`} bins={bins} />
        </Paper>
      )}
      <div style={{ maxWidth: 560 }}>
        <DataTable
          caption={t`Score report of ${list.code}`}
          rows={rows}
          rowKey={(row) => String(row.rank)}
          csvName={`score-report-${list.code}`}
          summary={plural(rows.length, { one: "# rank", other: "# ranks" })}
          columns={[
            {
              id: "rank",
              header: t`Rank`,
              align: "right",
              width: "96px",
              rowHeader: true,
              cell: (row) => row.rank.toLocaleString("en"),
              text: (row) => String(row.rank),
            },
            {
              id: "score",
              header: t`Score`,
              align: "right",
              width: "160px",
              cell: (row) => row.score,
              text: (row) => row.score,
            },
            {
              id: "eligibles",
              header: t`Eligibles`,
              align: "right",
              width: "120px",
              cell: (row) => row.eligibles.toLocaleString("en"),
              text: (row) => String(row.eligibles),
            },
          ]}
        />
      </div>
    </Stack>
  );
}
