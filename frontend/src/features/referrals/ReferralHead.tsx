import { t } from "@lingui/core/macro";
import { Code, Paper, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { api } from "../../api/client";
import type { Referral } from "../../api/types";
import { LifecycleBadge } from "../../components/badges/LifecycleBadge";
import { Facts } from "../../components/Facts";
import { Note } from "../../components/feedback/Note";
import { TextLink } from "../../components/links";
import { PageHead } from "../../components/PageHead";
import { CivilDate, Instant } from "../../components/time/Instant";
import { useNames } from "../organization/queries";

/** What was certified, when, for which positions, and how far the rule reaches now. */
export function ReferralHead({ referral }: { referral: Referral }) {
  const { department } = useNames();
  const list = useQuery(
    api.queryOptions("get", "/api/v1/eligible-lists/{list_id}", {
      params: { path: { list_id: referral.eligible_list_id } },
    }),
  );
  const { rule, line } = referral;
  return (
    <>
      <PageHead
        title={referral.number}
        trail={<TextLink to="/referrals">{t`Referrals`}</TextLink>}
        badge={<LifecycleBadge status={referral.status} />}
        facts={
          <Facts
            items={[
              {
                term: t`List`,
                value: (
                  <TextLink to="/lists/$listId" params={{ listId: referral.eligible_list_id }}>
                    {list.data?.code ?? t`Open the list`}
                  </TextLink>
                ),
              },
              { term: t`Certified`, value: <Instant at={referral.certified_at} /> },
              ...(referral.report_back_on
                ? [{ term: t`Report back by`, value: <CivilDate on={referral.report_back_on} /> }]
                : []),
              { term: t`Vacancies left`, value: referral.vacancies },
              { term: t`Ranks in reach`, value: referral.ranks_in_reach },
              ...(line ? [{ term: t`Line`, value: t`rank ${line.rank}, score ${line.score}` }] : []),
              { term: t`Digest`, value: <Code title={referral.digest}>{referral.digest.slice(0, 12)}</Code> },
            ]}
          />
        }
      />
      <Stack gap="sm" mb="md">
        <Paper p="md">
          <Text fw={560}>{rule.sentence}</Text>
          <Text c="dimmed" size="xs" mb="sm">
            {t`${rule.code}, version ${rule.version}`} · {rule.citation}
          </Text>
          <Facts
            items={referral.positions.map((position) => ({
              term: t`Position ${position.number}`,
              value: (
                <>
                  {position.title}, {department(position.department_id)}{" "}
                  <LifecycleBadge status={position.status} quiet />
                </>
              ),
            }))}
          />
        </Paper>
        <Flags flags={referral.flags as Record<string, unknown>} />
      </Stack>
    </>
  );
}

function Flags({ flags }: { flags: Record<string, unknown> }) {
  const said: [string, string][] = [
    ["short_certification", t`Short certification: fewer people can be considered than the rule asks for.`],
    ["list_exhausted", t`The list is exhausted: nobody further can come into reach.`],
  ];
  return said
    .filter(([flag]) => flags[flag] === true)
    .map(([flag, words]) => (
      <Note key={flag} tone="amber">
        {words}
      </Note>
    ));
}
