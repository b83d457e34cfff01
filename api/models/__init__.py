"""SQLAlchemy tables, by noun: constraints here, behaviour elsewhere."""

from api.models.accounts import AccountLink, ApiKey, User, UserDepartment, UserSession
from api.models.base import UNTENANTED, Base
from api.models.documents import Document
from api.models.eligible_lists import (
    Eligible,
    EligibleList,
    EligibleStatus,
    ExamResult,
    ListScore,
    ListVersion,
    ListVersionScore,
    Waiver,
)
from api.models.imports import ImportMapping, ImportRow, ListImport
from api.models.organization import Department, Holiday, JobClass, Position, ReasonCode
from api.models.people import Person
from api.models.platform import (
    Agency,
    Approval,
    Counter,
    DemoClock,
    FileChunk,
    IdempotencyKey,
    Job,
    LedgerEvent,
    LedgerHead,
    LedgerPrivate,
    SignInDirectory,
    StoredFile,
)
from api.models.protests import ListNote, Protest
from api.models.referrals import (
    Appointment,
    Certificate,
    Referral,
    ReferralDisposition,
    ReferralEligible,
    ReferralFloor,
    ReferralInquiry,
    ReferralPosition,
)
from api.models.rules import BandingModel, CertificationRule, ScoringModel
from api.models.scorings import Scoring, ScoringMove, ScoringRow

__all__ = [
    "UNTENANTED",
    "AccountLink",
    "Agency",
    "ApiKey",
    "Appointment",
    "Approval",
    "BandingModel",
    "Base",
    "Certificate",
    "CertificationRule",
    "Counter",
    "DemoClock",
    "Department",
    "Document",
    "Eligible",
    "EligibleList",
    "EligibleStatus",
    "ExamResult",
    "FileChunk",
    "Holiday",
    "IdempotencyKey",
    "ImportMapping",
    "ImportRow",
    "Job",
    "JobClass",
    "LedgerEvent",
    "LedgerHead",
    "LedgerPrivate",
    "ListImport",
    "ListNote",
    "ListScore",
    "ListVersion",
    "ListVersionScore",
    "Person",
    "Position",
    "Protest",
    "ReasonCode",
    "Referral",
    "ReferralDisposition",
    "ReferralEligible",
    "ReferralFloor",
    "ReferralInquiry",
    "ReferralPosition",
    "Scoring",
    "ScoringModel",
    "ScoringMove",
    "ScoringRow",
    "SignInDirectory",
    "StoredFile",
    "User",
    "UserDepartment",
    "UserSession",
    "Waiver",
]
