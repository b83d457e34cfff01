import { plural, t } from "@lingui/core/macro";
import { Button, Group, Select } from "@mantine/core";
import {
  IconClockHour4,
  IconClockOff,
  IconMail,
  IconMailCheck,
  IconMailExclamation,
  IconMinus,
} from "@tabler/icons-react";
import { useState } from "react";

import { api } from "../../api/client";
import { byCursor, rowsOf } from "../../api/paging";
import { inquiryStates, type Inquiry, type InquiryState, type Referral } from "../../api/types";
import { DispositionBadge } from "../../components/badges/DispositionBadge";
import { ToneBadge } from "../../components/badges/ToneBadge";
import { Answered } from "../../components/feedback/Answered";
import { EmptyState } from "../../components/feedback/EmptyState";
import { DataTable } from "../../components/tables/DataTable";
import type { Column } from "../../components/tables/columns";
import { NarrowOnly } from "../../components/tables/NarrowOnly";
import { CivilDate } from "../../components/time/Instant";
import { inquiryWord, meansWord } from "../../i18n/words";
import { useCan } from "../accounts/session";
import { ExtendPanel, ReplyPanel, SendInquiryPanel } from "./InquiryPanels";

interface InquiriesTabProps {
  referral: Referral;
  state: InquiryState | undefined;
  onState: (state: InquiryState | undefined) => void;
}

/** Who was asked, until when an answer counts, and what came back. */
export function InquiriesTab({ referral, state, onState }: InquiriesTabProps) {
  const mayRecord = useCan("referrals:certify");
  const isOpen = referral.status === "certified";
  const [panel, setPanel] = useState<"send" | "extend" | Inquiry | null>(null);
  const answer = api.useInfiniteQuery(
    "get",
    "/api/v1/referrals/{referral_id}/inquiries",
    { params: { path: { referral_id: referral.id }, query: { limit: 100, ...(state && { state }) } } },
    byCursor,
  );
  const { items, more } = rowsOf(answer);
  const close = () => {
    setPanel(null);
  };
  const send = mayRecord && isOpen && (
    <Button
      onClick={() => {
        setPanel("send");
      }}
    >
      {t`Record inquiry to all in reach…`}
    </Button>
  );
  return (
    <>
      <Group mb="sm" justify="space-between">
        <Select
          aria-label={t`State`}
          placeholder={t`Any state`}
          clearable
          clearButtonProps={{ "aria-label": t`Any state` }}
          data={inquiryStates.map((value) => ({ value, label: inquiryWord(value) }))}
          value={state ?? null}
          onChange={(next) => {
            onState(inquiryStates.find((one) => one === next));
          }}
          w={240}
        />
        <Group gap="xs">
          {mayRecord && isOpen && items.length > 0 && (
            <Button
              variant="default"
              onClick={() => {
                setPanel("extend");
              }}
            >
              {t`Give more time…`}
            </Button>
          )}
          {items.length > 0 && send}
        </Group>
      </Group>
      <Answered query={answer}>
        <DataTable
          caption={t`Inquiries`}
          columns={columns(mayRecord ? setPanel : undefined)}
          rows={items}
          rowKey={(one) => one.eligible_id}
          more={more}
          whole={{ path: `/referrals/${referral.id}/inquiries`, query: { state } }}
          summary={plural(items.length, { one: "# inquiry", other: "# inquiries" })}
          empty={
            <EmptyState icon={IconMail} action={!state && send}>
              {state
                ? t`No inquiry is in this state.`
                : send
                  ? t`Nobody was asked yet. Record what went out by letter, mail or telephone, and the day to answer by follows from the calendar.`
                  : t`Nobody was asked.`}
            </EmptyState>
          }
        />
      </Answered>
      {panel === "send" && <SendInquiryPanel referral={referral} onClose={close} />}
      {panel === "extend" && <ExtendPanel referral={referral} onClose={close} />}
      {panel !== null && typeof panel === "object" && (
        <ReplyPanel
          referral={referral}
          person={{
            eligible_id: panel.eligible_id,
            name: panel.person.display_name,
            respondByOn: panel.respond_by_on,
          }}
          onClose={close}
        />
      )}
    </>
  );
}

const looks = {
  waiting: ["blue", IconClockHour4],
  overdue: ["amber", IconClockOff],
  answered: ["green", IconMailCheck],
  answered_late: ["amber", IconMailExclamation],
  decided: ["grey", IconMinus],
} as const;

function State({ state }: { state: Inquiry["state"] }) {
  const [tone, icon] = looks[state];
  return (
    <ToneBadge tone={tone} icon={icon}>
      {inquiryWord(state)}
    </ToneBadge>
  );
}

function columns(onReply: ((inquiry: Inquiry) => void) | undefined): Column<Inquiry>[] {
  return [
    {
      id: "name",
      header: t`Name`,
      rowHeader: true,
      cell: (one) => (
        <>
          {one.person.display_name}
          <NarrowOnly>
            <CivilDate on={one.respond_by_on} />
            <Reply inquiry={one} onReply={onReply} />
          </NarrowOnly>
        </>
      ),
      text: (one) => one.person.display_name,
    },
    {
      id: "state",
      header: t`State`,
      cell: (one) => <State state={one.state} />,
      text: (one) => one.state,
    },
    {
      id: "means",
      header: t`Asked by`,
      wideOnly: true,
      cell: (one) => meansWord(one.means),
      text: (one) => one.means,
    },
    {
      id: "sent",
      header: t`Sent`,
      wideOnly: true,
      cell: (one) => <CivilDate on={one.sent_on} />,
      text: (one) => one.sent_on,
    },
    {
      id: "due",
      header: t`Answer by`,
      wideOnly: true,
      cell: (one) => <CivilDate on={one.respond_by_on} />,
      text: (one) => one.respond_by_on,
    },
    {
      id: "answer",
      header: t`Answer`,
      wideOnly: true,
      cell: (one) =>
        one.answer && one.received_on ? (
          <Group gap={6} wrap="nowrap">
            <DispositionBadge disposition={one.answer} /> <CivilDate on={one.received_on} />
          </Group>
        ) : (
          "–"
        ),
      text: (one) => one.answer ?? "",
      keys: ["answer", "received"],
    },
    {
      id: "disposition",
      header: t`Disposition`,
      wideOnly: true,
      cell: (one) => (
        <Group gap={6} wrap="nowrap">
          <DispositionBadge disposition={one.disposition} /> <Reply inquiry={one} onReply={onReply} />
        </Group>
      ),
      text: (one) => one.disposition,
    },
  ];
}

function Reply({ inquiry, onReply }: { inquiry: Inquiry; onReply: ((inquiry: Inquiry) => void) | undefined }) {
  if (!onReply) return null;
  return (
    <Button
      size="compact-xs"
      variant={inquiry.answer ? "subtle" : "default"}
      aria-label={t`Record the answer of ${inquiry.person.display_name}`}
      onClick={() => {
        onReply(inquiry);
      }}
    >
      {inquiry.answer ? t`Correct` : t`Answer…`}
    </Button>
  );
}
