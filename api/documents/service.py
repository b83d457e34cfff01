"""Papers of the record: asked for, rendered by a worker, kept as files."""

import re
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from api.documents import queries
from api.documents.pdf import score_report as pdf
from api.documents.pdf.facts import ScoreReportFacts, ScoreReportRow
from api.documents.twins import score_report as twins
from api.domain.calendars import civil_date
from api.domain.certification_rule import CertificationRule
from api.eligible_lists import queries as lists
from api.eligible_lists.scores import service as scores
from api.eligible_lists.service import ListNotScored, get_list
from api.models import Document, Job
from api.organization.agency import service as agency
from api.platform import db, jobs, ledger, storage
from api.platform.auth import Actor
from api.platform.errors import NotFound, Refused
from api.platform.ledger import Subject
from api.platform.schema import score_text

RENDER_SCORE_REPORT = "documents.render_score_report"
MEDIA_TYPES = {"pdf": "application/pdf", "csv": "text/csv; charset=utf-8", "html": "text/html; charset=utf-8"}
RENDERERS: Mapping[str, Callable[[ScoreReportFacts], bytes]] = {
    "pdf": pdf.render,
    "csv": twins.render_csv,
    "html": twins.render_html,
}
# Where the agency has set no text of its own: San Francisco's rule for tentative lists.
_PROTESTS = "A protest of this tentative list must be filed before the inspection period ends."


class DocumentNotReady(Refused):
    code, title = "document_not_ready", "The document is not made yet"


async def request_score_report(session: AsyncSession, actor: Actor, *, list_id: UUID, format: str) -> Job:  # noqa: A002
    """Ask for a list's score report as a paper.

    Raises:
        NotFound. ListNotScored: while there are no scores to report.
    """
    row = await get_list(session, list_id)
    if row.list_version == 0:
        raise ListNotScored
    document = Document(
        agency_id=actor.agency.id,
        id=db.new_id(),
        kind="score_report",
        format=format,
        subject_type="list",
        subject_id=list_id,
        status="requested",
        created_by=actor.label,
    )
    await queries.add(session, document)
    job = await jobs.enqueue(session, actor, RENDER_SCORE_REPORT, document_id=document.id)
    document.job_id = job.id
    await session.flush()
    facts = {"kind": document.kind, "format": format, "list_id": str(list_id), "list_version": row.list_version}
    await ledger.append(session, actor, "document.requested", Subject("document", document.id), facts)
    return job


async def score_report_facts(session: AsyncSession, actor: Actor, document_id: UUID) -> tuple[ScoreReportFacts, str]:
    """What a score report shows, as of now, and the format it is asked in.

    Raises:
        NotFound.
    """
    document = await _document(session, document_id)
    found = await lists.list_with_names(session, document.subject_id)
    if found is None:
        raise NotFound("There is no such list.")
    row, zone = found.EligibleList, ZoneInfo(actor.agency.zone)
    _, counts = await scores.report(session, row.id)
    rule = await lists.certification_rule(session, row.certification_rule_id)
    settings = await agency.settings_of(session, actor.agency.id)
    eligibles = sum(one.eligibles for one in counts)
    is_tentative = row.status == "tentative"
    facts = ScoreReportFacts(
        agency_name=actor.agency.name,
        list_code=row.code,
        class_code=found.class_code,
        class_title=found.class_title,
        specialty=row.specialty,
        exam_type=row.exam_type,
        list_type=row.list_type,
        rule_sentence="" if rule is None else _sentence(rule.parameters, rule.citation, eligibles),
        posted_on=row.posted_at and civil_date(row.posted_at, zone),
        inspection_starts_on=row.inspection_starts_on,
        inspection_ends_on=row.inspection_ends_on,
        adopted_on=row.adopted_at and civil_date(row.adopted_at, zone),
        expires_on=row.expires_on,
        duration_months=row.duration_months,
        eligibles=eligibles,
        status=row.status,
        appeal_text=settings.get("appeal_text") or (_PROTESTS if is_tentative else ""),
        rows=tuple(
            ScoreReportRow(rank, score_text(one.score, row.score_decimals), one.eligibles)
            for rank, one in enumerate(counts, start=1)
        ),
        prepared_at=(await db.now(session)).astimezone(zone),
        tentative=is_tentative,
    )
    return facts, document.format


async def file_document(
    session: AsyncSession, actor: Actor, *, document_id: UUID, content: bytes, facts: ScoreReportFacts
) -> None:
    """Keep a rendered paper.

    Raises:
        NotFound.
    """
    document = await queries.lock(session, document_id)
    if document is None:
        raise NotFound("There is no such document.")
    name = file_name(facts, document.format)
    file = await storage.store(session, actor, name, MEDIA_TYPES[document.format], content)
    document.file_id, document.status, document.version = file.id, "ready", document.version + 1
    await session.flush()
    recorded = {"sha256": file.sha256.hex(), "size": file.size, "list_id": str(document.subject_id)}
    subject, topics = Subject("document", document_id), [f"list:{document.subject_id}"]
    await ledger.append(session, actor, "document.made", subject, recorded, topics=topics)


async def mark_failed(session: AsyncSession, document_id: UUID) -> None:
    """Note that a paper could not be made."""
    document = await queries.lock(session, document_id)
    if document is not None and document.status == "requested":
        document.status, document.version = "failed", document.version + 1
        await session.flush()


async def get_document(session: AsyncSession, document_id: UUID) -> Any:
    """A document with the name, type and size of its file.

    Raises:
        NotFound: also for another agency's document.
    """
    found = await queries.find(session, document_id)
    if found is None:
        raise NotFound("There is no such document.")
    return found


async def ready_document(session: AsyncSession, document_id: UUID) -> Any:
    """The same, for somebody who wants its content.

    Raises:
        NotFound, DocumentNotReady.
    """
    found = await get_document(session, document_id)
    if found.Document.file_id is None:
        raise DocumentNotReady
    return found


def file_name(facts: ScoreReportFacts, extension: str) -> str:
    """The name San Francisco gives such files: class, list, date; only what every file system takes."""
    day = facts.posted_on or facts.prepared_at.date()
    name = f"{facts.class_code}-{facts.list_code}-{day:%m%d%Y}"
    return f"{re.sub(r'[^A-Za-z0-9._-]+', '_', name).strip('._-')[:100]}.{extension}"


async def _document(session: AsyncSession, document_id: UUID) -> Document:
    document: Document = (await get_document(session, document_id)).Document
    return document


def _sentence(parameters: Mapping[str, Any], citation: str, eligibles: int) -> str:
    return f"{CertificationRule.parse(parameters).sentence(1, eligibles)} ({citation})"
