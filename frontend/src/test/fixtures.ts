import type {
  Agency,
  CertificationRule,
  Eligible,
  EligibleList,
  EligibleOnReferrals,
  ImportPreview,
  Job,
  LedgerEvent,
  ListOutlook,
  Position,
  Referral,
  ReferralSummary,
  ScoringModel,
  Session,
  Standing,
  StandingInFull,
  TimelineEntry,
} from "../api/types";

/** What a server would answer; invented people of a small demo city. */
export const session: Session = {
  user: { id: "u1", email: "admin@demo.example", name: "Dana Whitfield" },
  agency: { id: "a1", slug: "demo", name: "City of Demo", zone: "America/Los_Angeles", is_demo: true },
  roles: ["administrator"],
  permissions: [
    "session",
    "lists:read",
    "lists:manage",
    "lists:adopt",
    "referrals:read",
    "referrals:certify",
    "referrals:dispose",
    "referrals:hire",
    "organization:read",
    "organization:manage",
    "rules:read",
    "jobs:read",
    "jobs:manage",
    "clock:move",
  ],
  departments: null,
  csrf_token: "csrf-of-this-sign-in",
  expires_at: "2026-11-25T08:00:00Z",
};

export const agency: Agency = {
  id: "a1",
  version: 1,
  slug: "demo",
  name: "City of Demo",
  zone: "America/Los_Angeles",
  is_demo: true,
  pack: "sf",
  deadline_closes_at: null,
  count_posting_day: false,
  no_response_by_clock: false,
  pass_over_needs_reason: false,
  undecided_protests: "count",
  periods: [],
};

export const jobClass = {
  id: "c1",
  version: 1,
  created_at: "2026-10-01T08:00:00Z",
  voided_at: null,
  void_reason: null,
  code: "1823",
  title: "Senior Administrative Analyst",
};
export const department = {
  id: "d1",
  version: 1,
  created_at: "2026-10-01T08:00:00Z",
  voided_at: null,
  void_reason: null,
  code: "DPW",
  title: "Public Works",
};

export const rule: CertificationRule = {
  id: "r1",
  version: 2,
  rule_version: 2,
  created_at: "2026-10-01T08:00:00Z",
  effective_on: null,
  parameters: {},
  examples: [],
  code: "R3",
  title: "Rule of Three Scores",
  citation: "CSC Rule 113.7.1",
  sentence: "Three scores may be considered for one position, and one more score for each further position.",
  status: "active",
};

export const list: EligibleList = {
  id: "l1",
  version: 4,
  code: "1823-C00185",
  job_class_id: "c1",
  job_class: { id: "c1", code: "1823", title: "Senior Administrative Analyst" },
  specialty: null,
  list_type: "discrete",
  exam_type: null,
  certification_rule_id: "r1",
  certification_rule: { id: "r1", code: "R3", title: "Rule of Three Scores", rule_version: 2 },
  scoring_model_id: "m1",
  banding_model_id: null,
  score_decimals: 5,
  created_at: "2026-10-01T08:00:00Z",
  status: "adopted",
  status_reason: null,
  list_version: 2,
  results_count: 9,
  posted_at: "2026-11-02T17:00:00Z",
  inspection_starts_on: "2026-11-02",
  inspection_ends_on: "2026-11-05",
  adopted_at: "2026-11-06T18:30:00Z",
  expires_on: "2027-11-06",
  duration_months: 12,
  counts: { eligibles: 9, active: 9, ranks: 6 },
};

export const position: Position = {
  id: "p1",
  version: 1,
  created_at: "2026-10-01T08:00:00Z",
  voided_at: null,
  void_reason: null,
  number: "01234567",
  title: "Analyst",
  job_class_id: "c1",
  department_id: "d1",
  status: "vacant",
  requisition_number: "RTF0012",
  employment: "permanent",
};

const people: [id: string, name: string, rank: number, score: string][] = [
  ["e1", "Okafor, Adaeze", 1, "1004.20000"],
  ["e2", "Lee, Min-jun", 2, "988.40000"],
  ["e3", "Ortiz, Carmen", 2, "988.40000"],
  ["e4", "Haddad, Yusuf", 3, "971.00000"],
  ["e5", "Brandt, Signe", 4, "960.50000"],
  ["e6", "Vijayaraghavan-Castellanos, Wilhelmina Theodora Annabelle", 4, "960.50000"],
  ["e7", "Novak, Petra", 5, "951.00000"],
  ["e8", "Fields, Jerome", 5, "951.00000"],
  ["e9", "Abe, Haruka", 6, "940.25000"],
];

export const standings: Standing[] = people.map(([id, name, rank, score]) => ({
  eligible_id: id,
  external_id: id,
  person: { id: `person-${id}`, display_name: name },
  rank,
  score,
  status: "active",
  standing: rank <= 4 ? "reachable" : "alternate",
  disposition: "pending",
  shown_as: rank <= 4 ? "reachable" : "alternate",
  reason_code: null,
  disposed_at: null,
  notice: null,
  may_become: ["interested", "waived", "no_response", "selected", "not_selected", "disqualified", "removed"],
  version: 1,
  explanation:
    rank <= 4
      ? {
          code: "within_reach",
          params: { rank, ranks_in_reach: 4 },
          sentence: `Reachable: rank ${rank} is within the 4 ranks in reach.`,
          opens_if: null,
        }
      : {
          code: "below_line",
          params: { rank, line_rank: 4 },
          sentence: `Alternate: rank ${rank}. Reach ends at rank 4.`,
          opens_if: rank === 5 ? "Opens if everyone at one of the ranks 1 to 4 waives." : null,
        },
}));

/** As the server tells them of somebody below the line. */
export const steps: StandingInFull["steps"] = [
  { code: "step.place", finding: "fact", sentence: "Rank 5 on the list, with a score of 951.00000." },
  { code: "step.status.active", finding: "passed", sentence: "Is active on the list." },
  { code: "step.below", finding: "failed", sentence: "Rank 5 is below the line." },
];

/** The first is in reach of one open referral; the second also stands on another. */
export const onReferrals = (eligibleId: string): EligibleOnReferrals["referrals"] =>
  standings
    .filter((one) => one.eligible_id === eligibleId)
    .flatMap(({ shown_as, rank }) => [
      { referral_id: "f1", number: "R-2026-014", shown_as },
      ...(rank === 2 ? [{ referral_id: "f2", number: "R-2026-009", shown_as: "unavailable" }] : []),
    ]);

const seat: Referral["positions"][number] = {
  id: "p1",
  number: "01234567",
  title: "Analyst",
  employment: "permanent",
  requisition_number: "RTF0012",
  department: { id: "d1", code: "DPW", title: "Public Works" },
  hired_eligible_id: null,
};

export const referral: Referral = {
  id: "f1",
  version: 1,
  number: "R-2026-014",
  eligible_list: { id: "l1", code: "1823-C00185", status: "adopted", job_class: list.job_class },
  status: "certified",
  certified_at: "2026-11-20T17:14:00Z",
  positions: [seat, { ...seat, id: "p2", number: "01234999" }],
  vacancies: 2,
  positions_counted: 2,
  rule: {
    id: "r1",
    code: "R3",
    version: 2,
    title: "Rule of Three Scores",
    sentence: "Three scores for the first position and one for each further: 3 + 2 - 1 = 4 ranks in reach.",
    citation: rule.citation,
  },
  ranks_in_reach: 4,
  names_in_reach: 6,
  line: { rank: 4, score: "960.50000" },
  flags: { short_certification: false, list_exhausted: false },
  pooled_with: [],
  dispositions: {},
  selective_criteria: [],
  report_back_on: "2026-12-21",
  digest: "6f1c9b0e5a4d3c2b1a09f8e7d6c5b4a3928170615243342516078a9bacbdcedf",
  note: null,
  as_of: "2026-11-22T18:42:00Z",
};

export const summary: ReferralSummary = {
  id: "f1",
  version: 1,
  number: "R-2026-014",
  eligible_list: referral.eligible_list,
  rule_code: "R3",
  status: "certified",
  certified_at: referral.certified_at,
  report_back_on: referral.report_back_on,
  is_overdue: false,
  vacancies: 2,
  hires: 0,
  ranks_in_reach: 4,
  names_in_reach: 6,
  line: referral.line,
  positions: referral.positions,
};

export const eligibles: Eligible[] = people.map(([id, name, rank, score]) => ({
  id,
  version: 1,
  external_id: id,
  person: { id: `person-${id}`, display_name: name },
  rank,
  score,
  band: null,
  components: { written: "92" },
  credits: (rank === 1 ? { veteran: "disabled" } : {}) as Record<string, string>,
  status: "active",
  status_reason: null,
  status_until: null,
  expires_on: null,
  conditions: [],
  entered_version: 1,
}));

export const happening: TimelineEntry = {
  seq: 41,
  occurred_at: "2026-11-22T18:40:00Z",
  name: "referral.certified",
  sentence: "Referral R-2026-014 certified under R3, version 1: 3 ranks, 4 names in reach.",
  actor: { kind: "user", id: "u1", name: "Ada Analyst" },
  subject: { kind: "referral", id: "r1", title: "R-2026-014" },
  reason: null,
  changes: [],
  moved: 4,
  has_private: true,
  private: null,
};

export const ledgerEvent: LedgerEvent = {
  seq: 41,
  occurred_at: "2026-11-22T18:40:00Z",
  actor: "user:u1",
  name: "referral.certified",
  subject: { kind: "referral", id: "r1" },
  cause: "",
  topics: [],
  payload: { ranks_in_reach: 3 },
  private: null,
  previous_hash: "0f".repeat(32),
  hash: "1e".repeat(32),
};

export const scoringModel: ScoringModel = {
  id: "m1",
  version: 1,
  created_at: "2026-10-01T08:00:00Z",
  code: "W",
  title: "Written",
  components: [{ name: "written", weight: "1", max: "100", pass: null, pass_fraction: "0.7", hurdle: false }],
  scale: { pass: "700", max: "1000", pass_fraction: "0.7" },
  credits: [{ kind: "veteran", values: { veteran: "35" }, as_given: false, not_with: [] }],
  decimals: 5,
  rounding: "half_up",
  replaces_id: null,
};

export const outlook: ListOutlook = {
  today: "2026-11-22",
  open_referrals: 1,
  protests_undecided: 2,
  ranks_available: 6,
  inspection_day: 2,
  inspection_days: 3,
  usual_inspection_starts_on: "2026-11-23",
  usual_inspection_ends_on: "2026-11-25",
  expires_on_adoption: "2027-11-22",
};

export const preview: ImportPreview = {
  id: "i1",
  status: "previewed",
  rows_read: 12,
  rows_valid: 10,
  rows_rejected: 2,
  rejected: [
    { row: 4, line: 5, code: "bad_score", field: "written_raw", message: "“eighty” is not a decimal number." },
    { row: 9, line: 10, code: "duplicate_row", field: null, message: "The same person stands in row 2." },
  ],
  diff: { new: 10, changed: 0, unchanged: 0 },
  mapping: {
    external_id: "candidate_id",
    last_name: "last_name",
    first_name: "first_name",
    components: { written: "written_raw" },
    credits: {},
  },
  headers: ["candidate_id", "last_name", "first_name", "written_raw", "veteran"],
  sample: [
    ["0000001", "Bailey", "Miguel", "72", "none"],
    ["0000002", "Perez", "Rosa", "80", "veteran"],
  ],
  version: 1,
  eligible_list_id: "l1",
  format: "results",
  encoding: "utf-8",
  delimiter: ",",
  file_name: "results.csv",
  mapping_source: "guessed",
  sheet: null,
  sheets: [],
  ignored: ["veteran"],
  columns: [
    {
      header: "written_raw",
      field: "components.written",
      read_as: "number",
      filled: 10,
      rejected: 1,
      least: "70",
      greatest: "98.5",
      values: {},
    },
  ],
  rejected_by: { bad_score: 1, duplicate_row: 1 },
  warnings: [],
  warnings_total: 0,
  job_id: null,
  created_by: "user:u1",
  created_at: "2026-11-20T17:00:00Z",
};

export const job: Job = {
  id: "j1",
  kind: "eligible_lists.commit_import",
  status: "succeeded",
  progress: { done: 10, total: 10 },
  result: {},
  error: null,
  created_at: "2026-11-20T17:00:00Z",
  finished_at: "2026-11-20T17:00:02Z",
};

export const page = <Item>(items: Item[]) => ({ items, next_cursor: null, total: items.length });

export const problem = (status: number, code: string, title: string, errors: object[] = []) => ({
  type: `urn:eligo:problem:${code}`,
  title,
  status,
  detail: title,
  code,
  errors,
  request_id: "req-0001",
});

export const home = {
  as_of: "2026-11-22T18:42:00Z",
  today: "2026-11-22",
  needs: [
    {
      kind: "list_adoptable",
      id: "l1",
      label: "1823-C00185",
      about: "Senior Administrative Analyst",
      due_on: "2026-11-20",
      at: null,
      facts: {},
      of_kind: 1,
    },
  ],
  moving: [
    {
      kind: "referral_open",
      id: "f1",
      label: "R-2026-014",
      about: "1823-C00185 Senior Administrative Analyst",
      due_on: "2026-12-21",
      at: null,
      facts: { ranks_in_reach: 4, names_in_reach: 6, positions: 2, hires: 0 },
      of_kind: 9,
    },
  ],
  coming: [],
};
