import { plural, t } from "@lingui/core/macro";
import type { ReactNode } from "react";

import type { HomeLine } from "../../api/types";
import { TextLink } from "../../components/links";
import { CivilDate, Instant } from "../../components/time/Instant";
import { jobWord } from "../../i18n/words";

type Kind = HomeLine["kind"];

/** The link to the exact place. */
export function Subject({ line }: { line: HomeLine }): ReactNode {
  const { kind, id, label } = line;
  if (kind === "list_without_results")
    return (
      <TextLink to="/lists/$listId/import" params={{ listId: id }}>
        {label}
      </TextLink>
    );
  if (kind.startsWith("list_"))
    return (
      <TextLink to="/lists/$listId" params={{ listId: id }}>
        {label}
      </TextLink>
    );
  if (kind.startsWith("re"))
    return (
      <TextLink to="/referrals/$referralId" params={{ referralId: id }}>
        {label}
      </TextLink>
    );
  if (kind.startsWith("job_"))
    return (
      <TextLink to="/jobs" search={kind === "job_failed" ? { status: "failed" } : {}}>
        {jobWord(label)}
      </TextLink>
    );
  if (kind === "key_expiring")
    return (
      <TextLink to="/settings/api-keys" search={{ q: label }}>
        {label}
      </TextLink>
    );
  return (
    <TextLink to="/settings/users" search={{ q: label }}>
      {label}
    </TextLink>
  );
}

/** Where the rest of a kind stands. */
export function moreWord(kind: Kind, count: string): ReactNode {
  if (kind === "list_expiring")
    return <TextLink to="/lists" search={{ status: "adopted" }}>{t`${count} that expire`}</TextLink>;
  if (kind === "list_adoptable" || kind === "list_in_inspection")
    return <TextLink to="/lists" search={{ status: "tentative" }}>{t`${count} in inspection`}</TextLink>;
  if (kind === "list_unposted")
    return <TextLink to="/lists" search={{ status: "scored" }}>{t`${count} to post`}</TextLink>;
  if (kind === "list_unscored")
    return <TextLink to="/lists" search={{ status: "draft" }}>{t`${count} to score`}</TextLink>;
  if (kind === "list_without_results")
    return <TextLink to="/lists" search={{ status: "draft" }}>{t`${count} without results`}</TextLink>;
  if (kind.startsWith("re"))
    return <TextLink to="/referrals" search={{ status: "certified" }}>{t`${count} open referrals`}</TextLink>;
  if (kind.startsWith("job_")) return <TextLink to="/jobs">{t`${count} jobs`}</TextLink>;
  if (kind === "key_expiring") return <TextLink to="/settings/api-keys" search={{}}>{t`${count} keys`}</TextLink>;
  return <TextLink to="/settings/users" search={{}}>{t`${count} invitations`}</TextLink>;
}

const due = (line: HomeLine) => line.due_on && <CivilDate on={line.due_on} />;
const at = (line: HomeLine) => line.at && <Instant at={line.at} />;

const reach = ({ facts }: HomeLine) =>
  t`${plural(facts.ranks_in_reach ?? 0, { one: "# rank", other: "# ranks" })} in reach, ${plural(facts.names_in_reach ?? 0, { one: "# person", other: "# people" })} to choose from · ${facts.hires ?? 0} of ${facts.positions ?? 0} hired`;

const abouts: Record<Kind, (line: HomeLine, today: string) => ReactNode> = {
  list_adoptable: (line) => [t`Inspection is over since`, " ", due(line), ": ", t`the list may be adopted.`],
  list_unposted: () => t`Scored and not posted yet.`,
  list_unscored: () => t`Results are imported and not scored yet.`,
  list_without_results: () => t`No results yet: import them.`,
  list_in_inspection: (line) => [t`In inspection until`, " ", due(line)],
  list_expiring: (line) => [t`Expires`, " ", due(line)],
  report_due: (line, today) => [
    line.due_on === today ? t`The report back is due today.` : t`The report back was due`,
    " ",
    line.due_on !== today && due(line),
    " · ",
    reach(line),
  ],
  report_coming: (line) => [t`Report back by`, " ", due(line)],
  referral_open: (line) => [line.about, " · ", reach(line)],
  job_failed: (line) => [t`Failed`, " ", at(line)],
  job_running: (line) => [t`Running since`, " ", at(line)],
  invitation_expired: (line) => [t`The invitation expired`, " ", at(line)],
  invitation_open: (line) => [t`Invited, until`, " ", at(line)],
  key_expiring: (line) => [t`The API key ends`, " ", at(line)],
};

/** What there is to say about a line, in a few words. */
export function About({ line, today }: { line: HomeLine; today: string }): ReactNode {
  const said = abouts[line.kind](line, today);
  return Array.isArray(said) ? said.map((part: ReactNode, place) => <span key={place}>{part}</span>) : said;
}
