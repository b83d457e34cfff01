import { plural, t } from "@lingui/core/macro";
import { Button, Code, Paper, Stack, Text } from "@mantine/core";
import { useState } from "react";

import type { Referral } from "../../api/types";
import { LifecycleBadge } from "../../components/badges/LifecycleBadge";
import { Note } from "../../components/feedback/Note";
import { Facts } from "../../components/Facts";
import { TextLink } from "../../components/links";
import { PageHead } from "../../components/PageHead";
import { CivilDate, Instant } from "../../components/time/Instant";
import { useToday } from "../../components/time/now";
import { useCan } from "../accounts/session";
import { named } from "../organization/queries";
import { ReferralActions } from "./ReferralActions";
import { RemovePositionPanel } from "./EditPanels";
import { lineOf } from "./ReachFacts";
import { ReferralFlags } from "./ReferralFlags";

/** What was certified, when, for which positions, and how far the rule reaches now. */
export function ReferralHead({ referral }: { referral: Referral }) {
  const { rule, line, eligible_list: list } = referral;
  const seesTheList = useCan("lists:read");
  const isOpen = referral.status === "certified";
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
                  value: seesTheList ? (
                    <TextLink to="/lists/$listId" params={{ listId: list.id }}>
                      {list.code}
                    </TextLink>
                  ) : (
                    list.code
                  ),
                },
                { term: t`Certified`, value: <Instant at={referral.certified_at} /> },
                ...(referral.report_back_on
                  ? [
                      {
                        term: t`Report back by`,
                        value: <ReportBack referral={referral} on={referral.report_back_on} />,
                      },
                    ]
                  : []),
                ...(isOpen
                  ? [
                      { term: t`Ranks in reach`, value: referral.ranks_in_reach.toLocaleString("en") },
                      { term: t`People in reach`, value: referral.names_in_reach.toLocaleString("en") },
                    ]
                  : []),
                ...(line ? [{ term: t`Line`, value: lineOf(referral) }] : []),
                { term: t`Digest`, value: <Code title={referral.digest}>{referral.digest.slice(0, 12)}</Code> },
              ]}
            />
          </>
        }
      />
      <Stack gap="sm" mb="md">
        <Paper p="md">
          <Text fw={560}>{isOpen ? rule.sentence : t`This referral is over: nobody is chosen from it.`}</Text>
          <Text c="dimmed" size="xs" mb="sm">
            {t`${rule.code} ${rule.title}, version ${rule.version}`} · {rule.citation}
          </Text>
          <Positions referral={referral} />
        </Paper>
        <ToChooseFrom referral={referral} />
        <Pooled referral={referral} />
        <ReferralFlags flags={referral.flags} />
      </Stack>
    </>
  );
}

function ReportBack({ referral, on }: { referral: Referral; on: string }) {
  const today = useToday();
  const isOverdue = referral.status === "certified" && on < today;
  return (
    <>
      <CivilDate on={on} />
      {isOverdue && <strong> {t`overdue`}</strong>}
    </>
  );
}

type Seat = Referral["positions"][number];

function Positions({ referral }: { referral: Referral }) {
  const mayCertify = useCan("referrals:certify");
  const [leaving, setLeaving] = useState<Seat | null>(null);
  const mayLeave = mayCertify && referral.status === "certified" && referral.positions.length > 1;
  return (
    <>
      <Facts
        items={referral.positions.map((position) => ({
          term: t`Position ${position.number}`,
          value: (
            <>
              {position.title}, {position.department.title}{" "}
              <LifecycleBadge status={position.hired_eligible_id ? "filled" : "vacant"} quiet />
              {mayLeave && !position.hired_eligible_id && (
                <Button
                  size="compact-xs"
                  variant="subtle"
                  aria-label={t`Remove position ${position.number}`}
                  onClick={() => {
                    setLeaving(position);
                  }}
                >{t`Remove…`}</Button>
              )}
            </>
          ),
        }))}
      />
      {leaving && (
        <RemovePositionPanel
          referral={referral}
          position={leaving}
          onClose={() => {
            setLeaving(null);
          }}
        />
      )}
    </>
  );
}

/** To a department: how many it may choose from. */
function ToChooseFrom({ referral }: { referral: Referral }) {
  const seesTheList = useCan("lists:read");
  if (seesTheList || referral.status !== "certified") return null;
  return (
    <Note tone="green">
      <strong>
        {plural(referral.names_in_reach, {
          one: "You may choose from this # person.",
          other: "You may choose from these # people.",
        })}
      </strong>{" "}
      {t`Record interviews, whom you select, and why somebody in reach was not selected.`}
    </Note>
  );
}

function Pooled({ referral }: { referral: Referral }) {
  const others = referral.pooled_with;
  if (others.length === 0 || referral.status !== "certified") return null;
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
          <TextLink to="/referrals/$referralId" params={{ referralId: other.referral_id }} underline="always">
            {plural(other.positions, { one: "another with # position", other: "another with # positions" })}
          </TextLink>
        </span>
      ))}
    </Text>
  );
}
