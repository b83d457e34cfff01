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
export type RejectedRow = Schemas["RejectedRow"];
export type Job = Schemas["JobRead"];
export type Scoring = Schemas["ScoringRead"];
export type ScoringDiffRow = Schemas["ScoringDiffRow"];
export type ScoreReportRow = Schemas["ScoreReportRow"];
export type Referral = Schemas["ReferralRead"];
export type Standing = Schemas["StandingRead"];
export type Moved = Schemas["Moved"];
export type ReasonCode = Schemas["ReasonCode"];
