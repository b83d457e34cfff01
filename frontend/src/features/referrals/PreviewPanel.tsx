import { plural, t } from "@lingui/core/macro";
import { Paper, Stack, Text, Title } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { http } from "../../api/client";
import type { ReferralPreview } from "../../api/types";
import { EmptyState } from "../../components/feedback/EmptyState";
import { Note } from "../../components/feedback/Note";
import { ProblemAlert } from "../../components/feedback/ProblemAlert";
import { TableSkeleton } from "../../components/feedback/Skeletons";
import { Facts } from "../../components/Facts";
import { TextLink } from "../../components/links";
import { DataTable } from "../../components/tables/DataTable";
import type { Column } from "../../components/tables/columns";
import { CivilDate } from "../../components/time/Instant";
import { IconRuler2 } from "@tabler/icons-react";
import { ReferralFlags } from "./ReferralFlags";
import { figure, lineOf } from "./ReachFacts";

export interface Choice {
  listId: string;
  positionIds: string[];
  ruleId: string;
  criteria: string[];
}

type Person = ReferralPreview["items"][number];
const LIMIT = 200;

/** What certifying would do, kept up to date while it is being chosen; `isSent` once it is being done. */
export function PreviewPanel({ choice, isSent }: { choice: Choice; isSent: boolean }) {
  const isReady = choice.listId !== "" && choice.positionIds.length > 0;
  const preview = useQuery({
    queryKey: ["post", "/api/v1/referrals/preview", choice],
    queryFn: () => previewOf(choice),
    // Once certified, the positions are taken: asking again would only refuse them.
    enabled: isReady && !isSent,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const found = preview.data;
  return (
    <Paper component="section" p="md" aria-live="polite">
      <Title order={2} size="h3" mb="sm">{t`Before it is certified`}</Title>
      {!isReady ? (
        <EmptyState icon={IconRuler2}>
          {t`Choose a list and a position: the line, the ranks and the people in reach are shown here, and nothing is saved.`}
        </EmptyState>
      ) : preview.error ? (
        <ProblemAlert error={preview.error} isAside />
      ) : found ? (
        <Previewed found={found} />
      ) : (
        <TableSkeleton rows={6} />
      )}
    </Paper>
  );
}

function Previewed({ found }: { found: ReferralPreview }) {
  const { reach } = found;
  return (
    <Stack gap="sm">
      <Text fw={560}>{reach.sentence}</Text>
      <Text size="xs" c="dimmed">
        {t`${found.rule_code}, version ${found.rule_version}`} · {found.citation}
      </Text>
      <Facts
        items={[
          { term: t`Line`, value: lineOf(reach) },
          { term: t`Ranks in reach`, value: figure(reach.ranks_in_reach) },
          { term: t`People in reach`, value: figure(reach.names_in_reach) },
          { term: t`Positions counted`, value: figure(reach.positions_counted) },
          { term: t`Report back by`, value: <CivilDate on={found.report_back_on} /> },
        ]}
      />
      <ReferralFlags flags={reach.flags} />
      {found.pooled_with.length > 0 && (
        <Note tone="blue">
          <strong>{t`Pooled with open referrals of this list`}</strong>
          <ul>
            {found.pooled_with.map((one) => (
              <li key={one.referral_id}>
                <TextLink to="/referrals/$referralId" params={{ referralId: one.referral_id }}>
                  {one.number}
                </TextLink>
                {": "}
                {t`${figure(one.before.names_in_reach)} people in reach now, ${figure(one.after.names_in_reach)} then`}
              </li>
            ))}
          </ul>
        </Note>
      )}
      <DataTable
        caption={t`Who would be in reach`}
        columns={columns()}
        rows={found.items}
        rowKey={(one) => one.eligible_id}
        rowTone={() => "green"}
        summary={
          found.items.length < reach.names_in_reach
            ? t`The first ${figure(found.items.length)} of ${figure(reach.names_in_reach)} people`
            : plural(found.items.length, { one: "# person", other: "# people" })
        }
        empty={<EmptyState icon={IconRuler2}>{t`Nobody on this list would be in reach.`}</EmptyState>}
      />
    </Stack>
  );
}

async function previewOf(choice: Choice): Promise<ReferralPreview> {
  const { data, error } = await http.POST("/api/v1/referrals/preview", {
    body: {
      eligible_list_id: choice.listId,
      position_ids: choice.positionIds,
      selective_criteria: choice.criteria,
      limit: LIMIT,
      ...(choice.ruleId && { certification_rule_id: choice.ruleId }),
    },
  });
  if (!data) throw error;
  return data;
}

function columns(): Column<Person>[] {
  return [
    {
      id: "rank",
      header: t`Rank`,
      align: "right",
      width: "64px",
      cell: (one) => (one.rank === null ? "–" : figure(one.rank)),
      text: (one) => `${one.rank}`,
    },
    { id: "score", header: t`Score`, align: "right", cell: (one) => one.score, text: (one) => one.score },
    {
      id: "name",
      header: t`Name`,
      rowHeader: true,
      cell: (one) => one.person.display_name,
      text: (one) => one.person.display_name,
    },
  ];
}
