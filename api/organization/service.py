"""Departments, job classes, positions, holidays: one way to make, change and void them; reason codes."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.models import Department, Holiday, JobClass, Position, ReasonCode
from api.organization import queries
from api.platform import ledger
from api.platform.auth import Actor
from api.platform.db import new_id
from api.platform.errors import Duplicate, InUse, Invalid, Refused, conflict
from api.platform.ledger import Subject
from api.platform.resources import DuplicateCode, ListRequest, Slice, apply_changes, lock_one
from api.platform.routing import require_version

Row = TypeVar("Row", bound=Department | JobClass | Position | Holiday)
VoidableRow = TypeVar("VoidableRow", bound=Department | JobClass | Position)


class DuplicateNumber(DuplicateCode):
    field = "number"


class DuplicateHoliday(Duplicate):
    code, title = "duplicate_holiday", "This day is a holiday already"

    def __init__(self) -> None:
        super().__init__(field="falls_on")


class Voided(Refused):
    code, title = "voided", "This was voided; nothing about it changes any more"


class UnknownReference(Invalid):
    code, title = "unknown_reference", "There is no such thing here"


class UnknownReason(Invalid):
    code, title = "unknown_reason_code", "The agency has no such reason code for this"


class NoteRequired(Invalid):
    code, title = "note_required", "This reason needs a note"


conflict("uq_departments_agency_id_code", "uq_job_classes_agency_id_code", says=DuplicateCode)
conflict("uq_positions_agency_id_number", says=DuplicateNumber)
conflict("uq_holidays_agency_id_falls_on", says=DuplicateHoliday)


@dataclass(frozen=True, slots=True)
class Kind(Generic[Row]):
    """What one kind of record does not share with the others."""

    model: type[Row]
    noun: str  # in events, and as their subject
    use: Callable[[AsyncSession, Row], Awaitable[str | None]]  # what still needs a record, in words
    fixed_in_use: frozenset[str] = frozenset()


DEPARTMENTS = Kind(Department, "department", queries.department_use)
JOB_CLASSES = Kind(JobClass, "job_class", queries.job_class_use)
POSITIONS = Kind(
    # A referral was certified for this class, department and kind of appointment.
    Position,
    "position",
    queries.position_use,
    frozenset({"job_class_id", "department_id", "employment"}),
)
HOLIDAYS = Kind(Holiday, "holiday", queries.holiday_use)
# In the order in which they are locked.
PARENTS: Mapping[str, type[Department] | type[JobClass]] = {"department_id": Department, "job_class_id": JobClass}


async def browse(
    session: AsyncSession, actor: Actor, kind: Kind[Row], listing: ListRequest, **filters: object
) -> Slice[Row]:
    """A page of records that the actor may see."""
    return await queries.page(session, kind.model, listing, departments=actor.departments, filters=filters)


@dataclass(frozen=True, slots=True)
class NamedPosition:
    """A position with its department and class."""

    position: Any
    department: Department | JobClass
    job_class: Department | JobClass


async def name_references(session: AsyncSession, positions: Sequence[Any]) -> list[NamedPosition]:
    """Positions with what their ids refer to."""
    found = await queries.references(session, positions)
    return [NamedPosition(one, found[one.department_id], found[one.job_class_id]) for one in positions]


async def read(session: AsyncSession, actor: Actor, kind: Kind[Row], row_id: UUID) -> Row:
    """One record that the actor may see.

    Raises:
        NotFound: for any other.
    """
    return await queries.one(session, kind.model, row_id, actor.departments)


async def create(session: AsyncSession, actor: Actor, kind: Kind[Row], values: Mapping[str, Any]) -> Row:
    """Make a record.

    Raises:
        UnknownReference: when the department or job class is none of the agency's, or voided.
        DuplicateCode: when another record, live or voided, has its code, number or day.
    """
    await _keep_parents(session, values)

    row = kind.model(agency_id=actor.agency.id, id=new_id(), **values)
    await queries.add(session, row)

    await ledger.append(session, actor, f"{kind.noun}.created", Subject(kind.noun, row.id), values)
    return row


async def change(
    session: AsyncSession, actor: Actor, kind: Kind[Row], row_id: UUID, *, seen: int, values: Mapping[str, Any]
) -> Row:
    """Change a record.

    Raises:
        Voided: when it was voided. InUse: when a field is fixed while the record is in use. Stale: by version.
        UnknownReference, DuplicateCode: as `create`.
    """
    row = await lock_one(session, kind.model, row_id)
    _require_live(row)
    fixed = [name for name in kind.fixed_in_use & values.keys() if getattr(row, name) != values[name]]
    if fixed and (use := await kind.use(session, row)):
        raise InUse(f"{use} What it was certified for cannot change.", field=min(fixed))
    require_version(row.version, seen)
    await _keep_parents(session, values)

    changed = apply_changes(row, values)
    if changed:
        await session.flush()
        await ledger.append(session, actor, f"{kind.noun}.changed", Subject(kind.noun, row.id), changed.as_facts)
    return row


async def void(
    session: AsyncSession, actor: Actor, kind: Kind[VoidableRow], row_id: UUID, *, seen: int, reason: str
) -> VoidableRow:
    """Void a record with a reason; it stays readable, and its code stays taken.

    Raises:
        Voided: when it was before. InUse: saying by what. Stale: by version.
    """
    row = await lock_one(session, kind.model, row_id)
    _require_live(row)
    use = await kind.use(session, row)
    if use:
        raise InUse(use)
    require_version(row.version, seen)

    await queries.stamp_void(session, row, reason)
    facts = {"version": row.version}
    await ledger.append(
        session, actor, f"{kind.noun}.voided", Subject(kind.noun, row.id), facts, private={"reason": reason}
    )
    return row


async def remove_holiday(session: AsyncSession, actor: Actor, holiday_id: UUID, *, seen: int) -> None:
    """Take a holiday out of the calendar; deadlines already computed stay as they are.

    Raises:
        Stale: by version.
    """
    row = await lock_one(session, Holiday, holiday_id)
    require_version(row.version, seen)

    await queries.remove(session, row)
    facts = {"falls_on": row.falls_on, "title": row.title}
    await ledger.append(session, actor, "holiday.removed", Subject("holiday", row.id), facts)


async def lock_positions(session: AsyncSession, ids: Collection[UUID], *, field: str) -> list[Position]:
    """Positions locked for a referral, in the order of their ids.

    Raises:
        UnknownReference: naming the first that is none of the agency's, or voided, as `field.<number>`.
    """
    wanted = list(ids)
    rows = await queries.lock_positions(session, wanted)
    live = {row.id for row in rows if row.voided_at is None}
    for number, position_id in enumerate(wanted):
        if position_id not in live:
            raise UnknownReference("There is no such position.", field=f"{field}.{number}")
    return rows


async def keep_job_class(session: AsyncSession, job_class_id: UUID, *, field: str = "job_class_id") -> None:
    """Make sure that a job class is there and stays so until the end of the transaction.

    Raises:
        UnknownReference: naming `field`, when it is none of the agency's, or voided.
    """
    if not await queries.lock_shared(session, JobClass, job_class_id):
        raise UnknownReference("There is no such job class.", field=field)


async def reason_codes(session: AsyncSession, *, use: str | None, is_retired: bool = False) -> list[ReasonCode]:
    """The agency's reason codes of one use, or of all, that may be given, or that were retired; `other` last."""
    return await queries.reason_codes(session, use, is_retired=is_retired)


async def require_reason(session: AsyncSession, *, use: str, code: str, note: str | None) -> None:
    """Check a reason that a client gave.

    Raises:
        UnknownReason: when the agency has no such code for this use, or retired it.
        NoteRequired: when the code needs a note.
    """
    reason = await queries.reason_code(session, use, code)
    if reason is None:
        raise UnknownReason(field="reason_code")
    if reason.needs_note and not (note or "").strip():
        raise NoteRequired(field="note")


async def _keep_parents(session: AsyncSession, values: Mapping[str, Any]) -> None:
    for field, model in PARENTS.items():
        if field in values and not await queries.lock_shared(session, model, values[field]):
            raise UnknownReference(field=field)


def _require_live(row: Department | JobClass | Position | Holiday) -> None:
    if not isinstance(row, Holiday) and row.voided_at is not None:
        raise Voided


OTHER = "other"

# What an agency starts with; `other`, with a note, stands in every use.
REASONS: Mapping[str, Mapping[str, str]] = {
    "disposition": {
        "not_interested": "Not interested in this position",
        "location": "Location not acceptable",
        "salary": "Salary not acceptable",
        "schedule": "Schedule or shift not acceptable",
        "accepted_elsewhere": "Accepted another position",
        "no_answer": "No answer by the deadline",
        "undeliverable": "Notice could not be delivered",
        "did_not_appear": "Did not appear for the interview",
        "failed_requirement": "Does not meet a requirement of the position",
        "failed_background": "Did not pass the background check",
        "better_qualified": "Another eligible was better qualified",
        "withdrew": "Withdrew from consideration",
        "recorded_in_error": "Recorded in error",
        "new_facts": "New facts, or a successful appeal",
    },
    "rescind": {
        "offer_withdrawn": "The department withdrew the offer",
        "declined_after_hire": "The person declined after the hire",
        "did_not_report": "The person did not report for work",
        "hire_in_error": "The hire was recorded in error",
        "order": "By order of the commission or a court",
    },
    "status": {
        "own_request": "At the person's own request",
        "temporary_waiver": "Temporary waiver",
        "no_response": "Did not respond to notices",
        "undeliverable": "Notices could not be delivered",
        "failed_requirement": "Does not meet the minimum qualifications",
        "false_statement": "False statement or fraud",
        "deceased": "Deceased",
        "appeal_granted": "Appeal granted",
        "order": "By order of the commission or a court",
        "recorded_in_error": "Recorded in error",
    },
    "position": {
        "new_requisition": "A further requisition was approved",
        "requisition_cancelled": "The requisition was cancelled",
        "funding_lost": "The funding was lost",
        "reassigned": "Filled by transfer or reassignment",
        "recorded_in_error": "Recorded in error",
    },
    "referral": {
        "filled": "All positions are filled",
        "department_request": "At the department's request",
        "requisition_cancelled": "The requisition was cancelled",
        "no_selection": "Nobody was selected",
        "report_overdue": "The department did not report back in time",
        "reopened": "Reopened to complete or correct it",
        "recorded_in_error": "Recorded in error",
    },
    "list": {
        "superseded": "Superseded by a new list",
        "test_error": "Error in the examination or its scoring",
        "fraud": "Fraud or breach of test security",
        "duration_extended": "Duration extended",
        "no_need": "No longer needed",
        "order": "By order of the commission or a court",
    },
}


async def install_reason_codes(session: AsyncSession, actor: Actor) -> None:
    """Give a new agency its reason codes."""
    rows = [
        ReasonCode(agency_id=actor.agency.id, use=use, code=code, title=title, needs_note=code == OTHER)
        for use, titles in REASONS.items()
        for code, title in {**titles, OTHER: "Other (say what in the note)"}.items()
    ]
    await queries.add_reason_codes(session, rows)

    codes = {use: [*titles, OTHER] for use, titles in REASONS.items()}
    await ledger.append(
        session, actor, "reason_codes.installed", Subject("agency", actor.agency.id), {"reason_codes": codes}
    )
