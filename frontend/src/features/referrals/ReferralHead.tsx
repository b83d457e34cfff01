import { plural, t } from "@lingui/core/macro";
import { Code, Paper, Stack, Text } from "@mantine/core";

import type { Referral } from "../../api/types";
import { LifecycleBadge } from "../../components/badges/LifecycleBadge";
import { Facts } from "../../components/Facts";
import { Note } from "../../components/feedback/Note";
import { TextLink } from "../../components/links";
import { PageHead } from "../../components/PageHead";
import { CivilDate, Instant } from "../../components/time/Instant";
import { named } from "../organization/queries";
import { ReferralActions } from "./ReferralActions";

/** What was certified, when, for which positions, and how far the rule reaches now. */
export function ReferralHead({ referral }: { referral: Referral }) {
  const { rule, line, eligible_list: list } = referral;
  return (
    <>
      <PageHead
        title={referral.number}
        trail={<TextLink to="/referrals">{t`Referrals`}</TextLink>}
        badge={<LifecycleBadge status={referral.status} />}
        actions={<ReferralActions referral={referral} />}
        facts={
          <>
            <Text fw={520}>{named(list.job_class)}</Text>
            <Facts
              items={[
                {
                  term: t`List`,
                  value: (
                    <TextLink to="/lists/$listId" params={{ listId: list.id }}>
                      {list.code}
                    </TextLink>
                  ),
                },
                { term: t`Certified`, value: <Instant at={referral.certified_at} /> },
                ...(referral.report_back_on
                  ? [{ term: t`Report back by`, value: <CivilDate on={referral.report_back_on} /> }]
                  : []),
                { term: t`Ranks in reach`, value: referral.ranks_in_reach },
                { term: t`People in reach`, value: referral.names_in_reach },
                ...(line ? [{ term: t`Line`, value: t`rank ${line.rank}, score ${line.score}` }] : []),
                { term: t`Digest`, value: <Code title={referral.digest}>{referral.digest.slice(0, 12)}</Code> },
              ]}
            />
          </>
        }
      />
      <Stack gap="sm" mb="md">
        <Paper p="md">
          <Text fw={560}>{rule.sentence}</Text>
          <Text c="dimmed" size="xs" mb="sm">
            {t`${rule.code} ${rule.title}, version ${rule.version}`} · {rule.citation}
          </Text>
          <Positions referral={referral} />
        </Paper>
        <Pooled referral={referral} />
        <Flags flags={referral.flags} />
      </Stack>
    </>
  );
}

function Positions({ referral }: { referral: Referral }) {
  return (
    <Facts
      items={referral.positions.map((position) => ({
        term: t`Position ${position.number}`,
        value: (
          <>
            {position.title}, {position.department.title}{" "}
            <LifecycleBadge status={position.hired_eligible_id ? "filled" : "vacant"} quiet />
          </>
        ),
      }))}
    />
  );
}

function Pooled({ referral }: { referral: Referral }) {
  const others = referral.pooled_with;
  if (others.length === 0) return null;
  const positions = referral.positions_counted;
  return (
    <Text c="dimmed">
      {plural(positions, {
        one: "# position widens the reach, counting open referrals of the same list:",
        other: "# positions widen the reach, counting open referrals of the same list:",
      })}{" "}
      {others.map((other, index) => (
        <span key={other.referral_id}>
          {index > 0 && ", "}
          <TextLink to="/referrals/$referralId" params={{ referralId: other.referral_id }}>
            {plural(other.positions, { one: "another with # position", other: "another with # positions" })}
          </TextLink>
        </span>
      ))}
    </Text>
  );
}

function Flags({ flags }: { flags: Record<string, boolean> }) {
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
