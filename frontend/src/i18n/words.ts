import { t } from "@lingui/core/macro";

/** The reader's word for a code of the API. One table each, so that a word is the same on every screen. */
type Words = Record<string, () => string>;

const standings: Words = {
  reachable: () => t`Reachable`,
  alternate: () => t`Alternate`,
  blocked: () => t`Blocked`,
  excluded: () => t`Excluded`,
  unavailable: () => t`Unavailable`,
  hired: () => t`Hired`,
  not_selected: () => t`Not selected`,
};

const dispositions: Words = {
  pending: () => t`Pending`,
  interested: () => t`Interested`,
  waived: () => t`Waived`,
  declined: () => t`Declined`,
  no_response: () => t`No response`,
  failed_to_appear: () => t`Failed to appear`,
  disqualified: () => t`Disqualified`,
  selected: () => t`Selected`,
  hired: () => t`Hired`,
  not_selected: () => t`Not selected`,
  removed: () => t`Removed`,
  hired_elsewhere: () => t`Hired elsewhere`,
  not_considered: () => t`Not considered`,
};

const statuses: Words = {
  draft: () => t`Draft`,
  scored: () => t`Scored`,
  tentative: () => t`Tentative`,
  adopted: () => t`Adopted`,
  expired: () => t`Expired`,
  exhausted: () => t`Exhausted`,
  cancelled: () => t`Cancelled`,
  certified: () => t`Certified`,
  filled: () => t`Filled`,
  closed_unfilled: () => t`Closed unfilled`,
  active: () => t`Active`,
  inactive: () => t`Inactive`,
  under_waiver: () => t`Under waiver`,
  appointed: () => t`Appointed`,
  appointed_temporary: () => t`Appointed (temporary)`,
  removed: () => t`Removed`,
  merged_out: () => t`Merged out`,
  vacant: () => t`Vacant`,
  retired: () => t`Retired`,
  queued: () => t`Queued`,
  running: () => t`Running`,
  waiting_retry: () => t`Waiting to retry`,
  succeeded: () => t`Succeeded`,
  partly_failed: () => t`Partly failed`,
  failed: () => t`Failed`,
  previewed: () => t`Previewed`,
  applied: () => t`Applied`,
  uploaded: () => t`Looked at`,
  committing: () => t`Being imported`,
  committed: () => t`Imported`,
  undoing: () => t`Being undone`,
  undone: () => t`Undone`,
  discarded: () => t`Put away`,
  stale: () => t`Out of date`,
  discrete: () => t`Discrete`,
  continuous: () => t`Continuous`,
  permanent: () => t`Permanent`,
  temporary: () => t`Temporary`,
  completed: () => t`Completed`,
  no_show: () => t`No show`,
  withdrew: () => t`Withdrew`,
  passed: () => t`Passed`,
  not_scored: () => t`Not scored`,
};

const inquiries: Words = {
  waiting: () => t`Waiting`,
  overdue: () => t`No answer`,
  answered: () => t`Answered`,
  answered_late: () => t`Answered late`,
  decided: () => t`Decided without an answer`,
};

const means: Words = {
  email: () => t`E-mail`,
  letter: () => t`Letter`,
  telephone: () => t`Telephone`,
  in_person: () => t`In person`,
  other: () => t`Other means`,
};

const roles: Words = {
  administrator: () => t`Administrator`,
  exam_analyst: () => t`Exam analyst`,
  certification_analyst: () => t`Certification analyst`,
  hiring_manager: () => t`Hiring manager`,
  auditor: () => t`Auditor`,
  sync_operator: () => t`Sync operator`,
};

const jobs: Words = {
  "imports.commit_import": () => t`Import of results`,
  "imports.undo_import": () => t`Undoing an import`,
  "scorings.compute_scoring": () => t`Scoring preview`,
  "scorings.apply_scoring": () => t`Applying scores`,
  "people.find_duplicates": () => t`Search for duplicates`,
  "documents.render_score_report": () => t`Score report`,
  "documents.render_eligible_list": () => t`Eligible list`,
  "documents.render_certification_report": () => t`Certification report`,
  "referrals.record_no_response": () => t`Silence after the deadline`,
  "referrals.end_periods": () => t`Periods that ended`,
  "platform.purge_idempotency_keys": () => t`Old request keys cleared`,
};

/** Codes without a word of their own are shown as words: `report_due` becomes "Report due". */
export function plain(code: string): string {
  const words = code.replaceAll(/[._]/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const from = (words: Words) => (code: string) => (words[code] ?? (() => plain(code)))();

export const standingWord = from(standings);
export const dispositionWord = from(dispositions);
export const statusWord = from(statuses);
export const inquiryWord = from(inquiries);
export const meansWord = from(means);
export const roleWord = from(roles);
export const jobWord = from(jobs);
