"""The certification report: what a referral reached and what became of it, as of one instant."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy.ext.asyncio import AsyncSession

from api.documents import service as documents
from api.documents.certification_reports import queries
from api.documents.pdf import certification_report as pdf
from api.documents.pdf.certification_facts import CertificationFacts, Person, Seat
from api.documents.twins import certification_report as twins
from api.domain.calendars import civil_date
from api.models import Job
from api.organization import service as organization
from api.people.service import display_name
from api.platform.auth import Actor
from api.platform.ledger import Subject
from api.platform.schema import score_text
from api.referrals.line import service as lines
from api.referrals.line.service import Line
from api.referrals.standings import service as standings
from api.referrals.standings.service import PersonStanding
from api.referrals.views import service as views

RENDER_CERTIFICATION_REPORT = "documents.render_certification_report"
CERTIFICATION_REPORTS: Mapping[str, Callable[[CertificationFacts], bytes]] = {
    "pdf": pdf.render,
    "csv": twins.render_csv,
    "html": twins.render_html,
}
_STEP = 500


async def request(session: AsyncSession, actor: Actor, *, referral_id: UUID, format: str) -> Job:  # noqa: A002
    """Ask for the certification report of a referral in the actor's view.

    Raises:
        NotFound.
    """
    await lines.line_of(session, actor, referral_id)
    return await documents.request(
        session,
        actor,
        Subject("referral", referral_id),
        kind="certification_report",
        format=format,
        render=RENDER_CERTIFICATION_REPORT,
        facts={"referral_id": str(referral_id)},
    )


async def facts_of(session: AsyncSession, actor: Actor, referral_id: UUID) -> CertificationFacts:
    """What the report of a referral shows, as of now: whom it reached, whoever reads it.

    Raises:
        NotFound.
    """
    view = await views.view(session, actor, referral_id)
    row, line, zone = view.details, view.line, ZoneInfo(actor.agency.zone)
    ended = await queries.closing(session, referral_id)
    reached, decimals = line.reach, line.facts.score_decimals
    return CertificationFacts(
        agency_name=actor.agency.name,
        number=row["number"],
        status=row["status"],
        list_code=row["list_code"],
        class_code=row["class_code"],
        class_title=row["class_title"],
        certified_at=row["certified_at"].astimezone(zone),
        report_back_on=row["report_back_on"],
        closed_at=ended.closed_at and ended.closed_at.astimezone(zone),
        closed_reason=ended.closed_reason,
        rule_title=row["rule_title"],
        rule_version=row["rule_version"],
        rule_sentence=line.rule.sentence(line.positions, line.facts.list_size),
        citation=row["citation"],
        selective_criteria=tuple(row["selective_criteria"]),
        ranks_in_reach=reached.ranks_in_reach,
        names_in_reach=reached.names_in_reach,
        line_rank=None if reached.line is None else view.line_rank,
        line_score=None if reached.line is None else f"{reached.line:.{decimals}f}",
        seats=await _seats(session, actor, referral_id, orjson.loads(row["positions"] or "[]")),
        people=await _people(session, actor, line),
        digest=row["digest"] or "",
        certificates=ended.certificates,
        prepared_at=row["as_of"].astimezone(zone),
    )


async def _seats(session: AsyncSession, actor: Actor, referral_id: UUID, positions: Sequence[Any]) -> tuple[Seat, ...]:
    zone = ZoneInfo(actor.agency.zone)
    hires = {str(one.position_id): one for one in await queries.hires(session, referral_id)}
    seats = []
    for one in positions:
        hire = hires.get(one["id"])
        name = hire and display_name(hire.last_name, hire.first_name, hire.middle_name)
        seats.append(
            Seat(
                number=one["number"],
                title=one["title"],
                department=f"{one['department']['code']} {one['department']['title']}",
                requisition_number=one["requisition_number"],
                employment=one["employment"],
                hired=name,
                hired_on=hire and civil_date(hire.hired_at, zone),
            )
        )
    return tuple(seats)


async def _people(session: AsyncSession, actor: Actor, line: Line) -> tuple[Person, ...]:
    """Everybody in reach now or ever decided on: whom a department is given, which is what a report tells."""
    as_department = replace(actor, departments=line.facts.departments)
    titles = await _reasons(session)
    found: list[Person] = []
    after: Sequence[Any] | None = None
    while True:
        page = await standings.standings_page(session, as_department, line, standing=None, after=after, limit=_STEP)
        found += [_person(one, titles, line.facts.score_decimals, ZoneInfo(actor.agency.zone)) for one in page]
        if len(page) < _STEP:
            return tuple(found)
        after = page[-1].row.score, page[-1].row.sort_name, str(page[-1].row.id)


async def _reasons(session: AsyncSession) -> dict[str, str]:
    """What a reason is called by its code: a disposition may rest on a rescinding, and on a reason retired since."""
    retired = await organization.reason_codes(session, use=None, is_retired=True)
    given = [*retired, *await organization.reason_codes(session, use=None)]
    return {one.code: one.title for one in sorted(given, key=lambda one: one.use == "disposition")}


def _person(one: PersonStanding, titles: Mapping[str, str], decimals: int, zone: ZoneInfo) -> Person:
    row = one.row
    return Person(
        rank=one.rank,
        score=score_text(row.score, decimals),
        name=display_name(row.last_name, row.first_name, row.middle_name),
        standing=one.standing.value,
        disposition=row.disposition,
        decided_on=None if row.disposition == "pending" else row.disposed_at and civil_date(row.disposed_at, zone),
        reason=row.reason_code and titles.get(row.reason_code, row.reason_code),
    )


def file_name(facts: CertificationFacts, extension: str) -> str:
    """The referral's number and the day of the report."""
    return documents.safe_name(f"certification_report_{facts.number}_{facts.prepared_at:%m%d%Y}", extension)
