import { plural, t } from "@lingui/core/macro";
import { Group, SegmentedControl } from "@mantine/core";
import { IconClockHour4, IconClockOff } from "@tabler/icons-react";

import { api } from "../../api/client";
import { byCursor, rowsOf } from "../../api/paging";
import type { Deadline } from "../../api/types";
import { ToneBadge } from "../../components/badges/ToneBadge";
import { Answered } from "../../components/feedback/Answered";
import { EmptyState } from "../../components/feedback/EmptyState";
import { ButtonLink, TextLink } from "../../components/links";
import { PageHead } from "../../components/PageHead";
import { DataTable } from "../../components/tables/DataTable";
import type { Column } from "../../components/tables/columns";
import { NarrowOnly } from "../../components/tables/NarrowOnly";
import { CivilDate } from "../../components/time/Instant";
import { named } from "../organization/queries";
import { ReferralTabs } from "./ReferralTabs";

export const deadlineParts = ["over", "running"] as const;
export type DeadlinePart = (typeof deadlineParts)[number];

interface DeadlinesPageProps {
  part: DeadlinePart | undefined;
  onPart: (part: DeadlinePart | undefined) => void;
}

/** The days by which people on open referrals are to answer, the earliest first. */
export function DeadlinesPage({ part, onPart }: DeadlinesPageProps) {
  const query = { limit: 100, ...(part && { is_past: part === "over" }) };
  const answer = api.useInfiniteQuery("get", "/api/v1/response-deadlines", { params: { query } }, byCursor);
  const { items, more } = rowsOf(answer);
  return (
    <>
      <PageHead title={t`Answers due`} />
      <ReferralTabs active="deadlines" />
      <Group mb="sm">
        <SegmentedControl
          aria-label={t`Which days`}
          value={part ?? ""}
          onChange={(next) => {
            onPart(deadlineParts.find((one) => one === next));
          }}
          data={[
            { value: "", label: t`All` },
            { value: "over", label: t`Over, no answer` },
            { value: "running", label: t`Still running` },
          ]}
        />
      </Group>
      <Answered query={answer}>
        <DataTable
          caption={t`Days by which people are to answer`}
          columns={columns()}
          rows={items}
          rowKey={(one) => `${one.referral_id} ${one.respond_by_on}`}
          more={more}
          whole={{ path: "/response-deadlines", query }}
          summary={plural(items.length, { one: "# deadline", other: "# deadlines" })}
          empty={
            <EmptyState
              icon={IconClockHour4}
              action={!part && <ButtonLink to="/referrals">{t`Go to the referrals`}</ButtonLink>}
            >
              {part === "over"
                ? t`No day is over that somebody let pass without an answer.`
                : part === "running"
                  ? t`No day to answer by is still to come.`
                  : t`Nobody owes an answer. Inquiries are recorded on a referral, under Inquiries.`}
            </EmptyState>
          }
        />
      </Answered>
    </>
  );
}

function columns(): Column<Deadline>[] {
  return [
    {
      id: "due",
      header: t`Answer by`,
      rowHeader: true,
      nowrap: true,
      cell: (one) => (
        <>
          <CivilDate on={one.respond_by_on} />
          <NarrowOnly>{one.is_past ? t`Over` : t`Running`}</NarrowOnly>
        </>
      ),
      text: (one) => one.respond_by_on,
    },
    {
      id: "state",
      header: t`State`,
      wideOnly: true,
      cell: (one) =>
        one.is_past ? (
          <ToneBadge tone="amber" icon={IconClockOff}>{t`Over`}</ToneBadge>
        ) : (
          <ToneBadge tone="blue" icon={IconClockHour4}>{t`Running`}</ToneBadge>
        ),
      text: (one) => (one.is_past ? "over" : "running"),
      keys: ["over"],
    },
    {
      id: "waiting",
      header: t`Without an answer`,
      align: "right",
      cell: (one) => one.waiting.toLocaleString("en"),
      text: (one) => String(one.waiting),
    },
    {
      id: "referral",
      header: t`Referral`,
      nowrap: true,
      cell: (one) => (
        <>
          <TextLink
            to="/referrals/$referralId"
            params={{ referralId: one.referral_id }}
            search={{ tab: "inquiries", inquiry: one.is_past ? "overdue" : "waiting" }}
          >
            {one.number}
          </TextLink>
          <NarrowOnly>{one.eligible_list.code}</NarrowOnly>
        </>
      ),
      text: (one) => one.number,
    },
    {
      id: "list",
      header: t`List`,
      wideOnly: true,
      cell: (one) => `${one.eligible_list.code} · ${named(one.eligible_list.job_class)}`,
      text: (one) => one.eligible_list.code,
      keys: ["list", "class", "title"],
    },
  ];
}
