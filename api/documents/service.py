"""Papers of the record: asked for, rendered by a worker, kept as files."""

import re
from collections.abc import AsyncIterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.documents import queries
from api.models import Document, Job
from api.platform import db, jobs, ledger, storage
from api.platform.auth import Actor, Permission
from api.platform.errors import NotFound, Refused
from api.platform.ledger import Subject
from api.referrals.line import service as lines

MEDIA_TYPES = {"pdf": "application/pdf", "csv": "text/csv; charset=utf-8", "html": "text/html; charset=utf-8"}


class DocumentNotReady(Refused):
    code, title = "document_not_ready", "The document is not made yet"


async def request(
    session: AsyncSession,
    actor: Actor,
    subject: Subject,
    *,
    kind: str,
    format: str,  # noqa: A002  (the contract's word)
    render: str,
    facts: Mapping[str, Any],
) -> Job:
    """Ask for a paper about something: a row that says so, the job that makes it, and the event."""
    document = Document(
        agency_id=actor.agency.id,
        id=db.new_id(),
        kind=kind,
        format=format,
        subject_type=subject.kind,
        subject_id=subject.id,
        status="requested",
        created_by=actor.label,
    )
    await queries.add(session, document)
    job = await jobs.enqueue(session, actor, render, document_id=document.id)
    document.job_id = job.id
    await session.flush()
    recorded = {"kind": kind, "format": format, **facts}
    await ledger.append(session, actor, "document.requested", Subject("document", document.id), recorded)
    return job


async def file_document(
    session: AsyncSession, actor: Actor, *, document_id: UUID, name: str, content: bytes | AsyncIterator[bytes]
) -> None:
    """Keep a rendered paper.

    Raises:
        NotFound.
    """
    document = await queries.lock(session, document_id)
    if document is None:
        raise NotFound("There is no such document.")
    file = await storage.store(session, actor, name, MEDIA_TYPES[document.format], content)
    document.file_id, document.status, document.version = file.id, "ready", document.version + 1
    await session.flush()
    about = f"{document.subject_type}:{document.subject_id}"
    recorded = {
        "sha256": file.sha256.hex(), "size": file.size, f"{document.subject_type}_id": str(document.subject_id)
    }  # fmt: skip
    await ledger.append(session, actor, "document.made", Subject("document", document_id), recorded, topics=[about])


async def mark_failed(session: AsyncSession, document_id: UUID) -> None:
    """Note that a paper could not be made."""
    document = await queries.lock(session, document_id)
    if document is not None and document.status == "requested":
        document.status, document.version = "failed", document.version + 1
        await session.flush()


async def wanted(session: AsyncSession, document_id: UUID) -> Document:
    """A document that a worker is to make.

    Raises:
        NotFound.
    """
    found = await queries.find(session, document_id)
    if found is None:
        raise NotFound("There is no such document.")
    document: Document = found.Document
    return document


async def get_document(
    session: AsyncSession, actor: Actor, document_id: UUID, *, referral_id: UUID | None = None
) -> Any:
    """A document as the queries give it, of a referral if one is named, for somebody who may see what it is about.

    Raises:
        NotFound: also for another agency's document, and one about a referral out of the actor's view.
    """
    found = await queries.find(session, document_id)
    if found is None or referral_id not in (None, found.Document.subject_id):
        raise NotFound("There is no such document.")
    if found.Document.subject_type == "referral":
        if not actor.may(Permission.READ_REFERRALS):
            raise NotFound("There is no such document.")
        await lines.line_of(session, actor, found.Document.subject_id)
    return found


def ready(found: Any) -> Any:
    """A document that has its file.

    Raises:
        DocumentNotReady.
    """
    if found.Document.file_id is None:
        raise DocumentNotReady
    return found


def safe_name(name: str, extension: str) -> str:
    """A file name of only what every file system takes."""
    return f"{re.sub(r'[^A-Za-z0-9._-]+', '_', name).strip('._-')[:100]}.{extension}"
