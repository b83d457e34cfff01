"""Papers about an eligible list: their facts as of one instant."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from api.documents import service as documents
from api.documents.list_papers import queries
from api.documents.pdf import eligible_list as eligible_list_pdf
from api.documents.pdf import score_report as score_report_pdf
from api.documents.pdf.facts import EligibleListFacts, EligibleRow, ListFacts, ScoreReportFacts, ScoreReportRow
from api.documents.twins import eligible_list as eligible_list_twins
from api.documents.twins import score_report as score_report_twins
from api.domain.calendars import civil_date
from api.domain.certification_rule import CertificationRule
from api.eligible_lists import queries as lists
from api.eligible_lists.scores import service as scores
from api.eligible_lists.service import ListNotScored, get_list
from api.models import Job
from api.organization.agency import service as agency
from api.platform import db
from api.platform.auth import Actor
from api.platform.errors import NotFound, Refused
from api.platform.ledger import Subject
from api.platform.schema import score_text

RENDER_SCORE_REPORT = "documents.render_score_report"
RENDER_ELIGIBLE_LIST = "documents.render_eligible_list"
SCORE_REPORT, ELIGIBLE_LIST = "score_report", "eligible_list"
SCORE_REPORTS: Mapping[str, Callable[[ScoreReportFacts], bytes]] = {
    "pdf": score_report_pdf.render,
    "csv": score_report_twins.render_csv,
    "html": score_report_twins.render_html,
}
ELIGIBLE_LISTS: Mapping[str, Callable[[EligibleListFacts, Iterable[list[EligibleRow]], BinaryIO], None]] = {
    "pdf": eligible_list_pdf.render,
    "csv": eligible_list_twins.render_csv,
    "html": eligible_list_twins.render_html,
}
# Where the agency has set no text of its own: San Francisco's rule for tentative lists.
_PROTESTS = "A protest of this tentative list must be filed before the inspection period ends."


class NobodyAvailable(Refused):
    code, title = "nobody_available", "Nobody on this list is available"


@dataclass(frozen=True, slots=True)
class Listed:
    """A list's facts, and who is on it, chunk by chunk, while the transaction lasts."""

    facts: EligibleListFacts
    chunks: AsyncIterator[list[EligibleRow]]


async def request(session: AsyncSession, actor: Actor, *, list_id: UUID, kind: str, format: str) -> Job:  # noqa: A002
    """Ask for a paper of a list.

    Raises:
        NotFound. ListNotScored: while there are no scores to report. NobodyAvailable: when the list with names would
        be empty.
    """
    row = await get_list(session, list_id)
    if row.list_version == 0:
        raise ListNotScored
    place = actor.agency.id, list_id, actor.agency.zone
    if kind == ELIGIBLE_LIST and not await queries.count_available(session, *place):
        raise NobodyAvailable
    render = RENDER_ELIGIBLE_LIST if kind == ELIGIBLE_LIST else RENDER_SCORE_REPORT
    facts = {"list_id": str(list_id), "list_version": row.list_version}
    return await documents.request(
        session, actor, Subject("list", list_id), kind=kind, format=format, render=render, facts=facts
    )


async def score_report_facts(session: AsyncSession, actor: Actor, list_id: UUID) -> ScoreReportFacts:
    """What a score report shows, as of now.

    Raises:
        NotFound.
    """
    row, counts = await scores.report(session, list_id)
    settings = await agency.settings_of(session, actor.agency.id)
    shown = await _list_facts(session, actor, list_id, sum(one.eligibles for one in counts))
    rows = tuple(
        ScoreReportRow(rank, score_text(one.score, row.score_decimals), one.eligibles)
        for rank, one in enumerate(counts, start=1)
    )
    appeal_text = settings.get("appeal_text") or (_PROTESTS if row.status == "tentative" else "")
    return ScoreReportFacts(**shown, appeal_text=appeal_text, rows=rows)


async def eligible_list(session: AsyncSession, actor: Actor, list_id: UUID) -> Listed:
    """Everybody on a list who may be certified, as of the transaction's instant.

    Raises:
        NotFound.
    """
    row, counts = await scores.report(session, list_id)
    shown = await _list_facts(session, actor, list_id, sum(one.eligibles for one in counts))
    place = actor.agency.id, list_id, actor.agency.zone
    facts = EligibleListFacts(**shown, listed=await queries.count_available(session, *place))
    return Listed(facts, _rows(queries.available(session, *place), row.score_decimals))


async def _rows(chunks: AsyncIterator[Any], decimals: int) -> AsyncIterator[list[EligibleRow]]:
    async for chunk in chunks:
        yield [(rank, score_text(score, decimals), last, first) for rank, score, last, first in chunk]


async def _list_facts(session: AsyncSession, actor: Actor, list_id: UUID, eligibles: int) -> dict[str, Any]:
    """What every paper about a list says of it, as `ListFacts` takes it."""
    found = await lists.list_with_names(session, list_id)
    if found is None:
        raise NotFound("There is no such list.")
    row, zone = found.EligibleList, ZoneInfo(actor.agency.zone)
    rule = await lists.certification_rule(session, row.certification_rule_id)
    return {
        "agency_name": actor.agency.name,
        "list_code": row.code,
        "class_code": found.class_code,
        "class_title": found.class_title,
        "specialty": row.specialty,
        "exam_type": row.exam_type,
        "list_type": row.list_type,
        "rule_sentence": "" if rule is None else _sentence(rule.parameters, rule.citation, eligibles),
        "posted_on": row.posted_at and civil_date(row.posted_at, zone),
        "inspection_starts_on": row.inspection_starts_on,
        "inspection_ends_on": row.inspection_ends_on,
        "adopted_on": row.adopted_at and civil_date(row.adopted_at, zone),
        "expires_on": row.expires_on,
        "duration_months": row.duration_months,
        "eligibles": eligibles,
        "status": row.status,
        "tentative": row.status == "tentative",
        "prepared_at": (await db.now(session)).astimezone(zone),
    }


def _sentence(parameters: Mapping[str, Any], citation: str, eligibles: int) -> str:
    return f"{CertificationRule.parse(parameters).sentence(1, eligibles)} ({citation})"


def file_name(facts: ListFacts, kind: str, extension: str) -> str:
    """The name San Francisco gives such files: class, list, date; a list with names says so."""
    day = facts.posted_on or facts.prepared_at.date()
    name = f"{facts.class_code}-{facts.list_code}-{day:%m%d%Y}"
    if kind == ELIGIBLE_LIST:
        name = f"eligible_list_{facts.list_code}_{day:%m%d%Y}"
    return documents.safe_name(name, extension)
