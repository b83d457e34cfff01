import { t } from "@lingui/core/macro";

import { plain } from "../../i18n/words";

const subjects: Record<string, () => string> = {
  list: () => t`List`,
  import: () => t`Import`,
  scoring: () => t`Scoring`,
  eligible: () => t`Eligible`,
  protest: () => t`Protest`,
  referral: () => t`Referral`,
  position: () => t`Position`,
  person: () => t`Person`,
  document: () => t`Document`,
  certification_rule: () => t`Certification rule`,
  scoring_model: () => t`Scoring model`,
  banding_model: () => t`Banding model`,
  department: () => t`Department`,
  job_class: () => t`Job class`,
  holiday: () => t`Holiday`,
  user: () => t`User`,
  api_key: () => t`API key`,
  agency: () => t`Agency`,
};

/** The reader's word for what an event is about. */
export const subjectWord = (kind: string) => (subjects[kind] ?? (() => plain(kind)))();
