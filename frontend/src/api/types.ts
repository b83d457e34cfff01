import type { components } from "./schema";

type Schemas = components["schemas"];

export type Session = Schemas["SessionRead"];
export type Department = Schemas["DepartmentRead"];
export type JobClass = Schemas["JobClassRead"];
export type Position = Schemas["PositionRead"];
export type CertificationRule = Schemas["CertificationRuleRead"];
export type ScoringModel = Schemas["ScoringModelRead"];
export type EligibleList = Schemas["EligibleListRead"];
export type Eligible = Schemas["EligibleRead"];
export type ImportPreview = Schemas["ImportRead"];
export type ImportRow = Schemas["ImportRowRead"];
export type RejectedRow = Schemas["RowFinding"];
export type ExamResult = Schemas["ResultRead"];
export type TouchedReferral = Schemas["TouchedReferral"];
export type Job = Schemas["JobRead"];
export type Scoring = Schemas["ScoringRead"];
export type ScoringDiffRow = Schemas["ScoringDiffRow"];
export type ScoreReportRow = Schemas["ScoreReportRowRead"];
export type Referral = Schemas["ReferralRead"];
export type Standing = Schemas["StandingRead"];
export type StandingInFull = Schemas["StandingInFull"];
export type EligibleOnReferrals = Schemas["EligibleOnReferrals"];
export type Moved = Schemas["MoveRead"];
export type ReferralSummary = Schemas["ReferralSummary"];
export type DispositionRead = Schemas["DispositionRead"];
export type DispositionCreate = Schemas["DispositionCreate"];
export type Inquiry = Schemas["InquiryRead"];
export type Deadline = Schemas["DeadlineRead"];
export type Bulk = Schemas["BulkRead"];
export type Simulation = Schemas["SimulationRead"];
export type ReferralPreview = Schemas["PreviewRead"];
export type Reach = Schemas["ReferralReach"];
export type StatusChanges = Schemas["StatusChanges"];
export type StatusChangesRead = Schemas["StatusChangesRead"];
export type Protest = Schemas["ProtestRead"];
export type ListOutlook = Schemas["ListOutlook"];
export type LedgerEvent = Schemas["LedgerEventRead"];
export type Verdict = Schemas["VerdictRead"];
export type TimelineEntry = Schemas["TimelineEntry"];
export type DocumentRead = Schemas["DocumentRead"];
export type Person = Schemas["PersonRead"];
export type PersonSummary = Schemas["PersonSummary"];
export type PersonPatch = Schemas["PersonPatch"];
export type PersonNote = Schemas["PersonNoteRead"];
export type PersonHappening = Schemas["HappeningRead"];
export type ListOfPerson = Schemas["ListOfPersonRead"];
export type ReferralOfPerson = Schemas["ReferralOfPersonRead"];
export type Duplicate = Schemas["DuplicateRead"];
export type Merge = Schemas["MergeRead"];
export type MergePreview = Schemas["MergePreviewRead"];
export type ScoringModelCreate = Schemas["ScoringModelCreate"];
export type BandingModel = Schemas["BandingModelRead"];
export type WorkedScore = Schemas["WorkedScore"];
export type EligibleCreate = Schemas["EligibleCreate"];
export type EligibleAdded = Schemas["EligibleAdded"];

export const listStatuses = ["draft", "scored", "tentative", "adopted", "expired", "exhausted", "cancelled"] as const;
export const eligibleStatuses = [
  "tentative",
  "active",
  "inactive",
  "under_waiver",
  "appointed",
  "appointed_temporary",
  "removed",
  "expired",
] as const;
export const outcomes = ["passed", "failed", "not_scored"] as const;
export const attendances = ["completed", "no_show", "withdrew"] as const;
export const referralStatuses = ["certified", "filled", "closed_unfilled", "cancelled", "expired"] as const;
export const jobStatuses = [
  "queued",
  "running",
  "waiting_retry",
  "succeeded",
  "partly_failed",
  "failed",
  "cancelled",
] as const;
export const standings = ["reachable", "alternate", "unavailable", "blocked", "excluded"] as const;

export const inquiryStates = ["waiting", "overdue", "answered", "answered_late", "decided"] as const;

export type ListStatus = (typeof listStatuses)[number];
export type EligibleStatus = (typeof eligibleStatuses)[number];
export type Outcome = (typeof outcomes)[number];
export type Attendance = (typeof attendances)[number];
export type ReferralStatus = (typeof referralStatuses)[number];
export type JobStatus = (typeof jobStatuses)[number];
export type StandingName = (typeof standings)[number];
export type InquiryState = (typeof inquiryStates)[number];

export type User = Schemas["UserRead"];
export type UserRole = User["roles"][number];
export type AccountLink = Schemas["LinkCreated"];
export type ApiKey = Schemas["ApiKeyRead"];
export type OwnSession = Schemas["OwnSessionRead"];
export type Agency = Schemas["AgencyRead"];
export type Period = Schemas["PeriodRead"];
export type Holiday = Schemas["HolidayRead"];
export type ReasonCode = Schemas["ReasonCodeRead"];
export type PlayedExample = Schemas["PlayedExampleRead"];
export type HomeLine = Schemas["HomeLine"];

export const userRoles = [
  "administrator",
  "exam_analyst",
  "certification_analyst",
  "hiring_manager",
  "auditor",
  "sync_operator",
] as const satisfies readonly UserRole[];
export const reasonUses = ["disposition", "rescind", "status", "position", "referral", "list"] as const;
export type ReasonUse = (typeof reasonUses)[number];
