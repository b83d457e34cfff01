import { plural, t } from "@lingui/core/macro";
import { Title } from "@mantine/core";

import type { Agency, Period } from "../../api/types";
import { Facts } from "../../components/Facts";

const periodWords: Record<string, () => string> = {
  report_back: () => t`A department reports its selection within`,
  response_permanent: () => t`An eligible answers about a permanent position within`,
  response_temporary: () => t`An eligible answers about a temporary position within`,
  inspection_police_promotive: () => t`Inspection of a police promotive list lasts`,
  inspection_promotive: () => t`Inspection of a promotive list lasts`,
  inspection_cbt: () => t`Inspection after a computer-based test lasts`,
  inspection_pbt: () => t`Inspection after a position-based test lasts`,
  inspection_other: () => t`Inspection of any other list lasts`,
};

export const periodWord = (code: string) => periodWords[code]?.() ?? code;

/** The settings that hold, in words: fields are for a screen, and an empty box says nothing on paper. */
export function PrintedAgency({ agency }: { agency: Agency }) {
  const yes = (isSo: boolean) => (isSo ? t`Yes` : t`No`);
  const ofAgency = [
    { term: t`Name`, value: agency.name },
    { term: t`Time zone`, value: agency.zone },
    { term: t`Hour at which a deadline closes`, value: agency.deadline_closes_at?.slice(0, 5) ?? t`Midnight` },
    { term: t`The day of posting counts as the first day of inspection`, value: yes(agency.count_posting_day) },
    {
      term: t`A department says why somebody in reach was not selected`,
      value: yes(agency.pass_over_needs_reason),
    },
    { term: t`Record no response by the clock`, value: yes(agency.no_response_by_clock) },
    {
      term: t`Protests that are undecided when a list is adopted`,
      value: agency.undecided_protests === "count" ? t`Do not stop it` : t`Stop it`,
    },
  ];
  const periods = agency.periods.map((one) => ({ term: periodWord(one.code), value: <Lasts period={one} /> }));
  return (
    <div className="print-only">
      <Facts items={ofAgency} />
      <Title order={2} mt="md" mb="xs">{t`Periods, in business days`}</Title>
      <Facts items={periods} />
    </div>
  );
}

function Lasts({ period }: { period: Period }) {
  const { business_days: own, default: law, is_own: isOwn, citation } = period;
  return (
    <>
      {plural(own, { one: "# business day", other: "# business days" })}
      {isOwn && <>, {t`usually ${law}`}</>} · {citation}
    </>
  );
}
