"""Importing examination results into a list."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Form, Response, UploadFile

from api.eligible_lists.imports import queries, service
from api.eligible_lists.imports.formats.findings import Rejection, rejected_csv
from api.eligible_lists.imports.schemas import SHOWN_ROWS, ImportPreview, ImportRead, ImportSummary
from api.eligible_lists.imports.service import (
    ImportBusy,
    ImportStale,
    ListHasScoringModel,
    NoScoringModel,
    UnreadableFile,
    Upload,
)
from api.eligible_lists.imports.undo import service as undoing
from api.eligible_lists.imports.undo.service import ImportScored, ImportSuperseded
from api.eligible_lists.service import ListNotOpen, get_list
from api.platform.auth import Actor, Permission, requires
from api.platform.errors import NotFound, Refused, Stale, TooLarge, UnsupportedType, VersionRequired, problems
from api.platform.jobs import JobRead
from api.platform.paging import Paging
from api.platform.routing import IfMatch, OptionalIfMatch, ReadSession, TenantRoute, WriteSession
from api.platform.schema import Page

list_router = APIRouter(prefix="/eligible-lists/{list_id}/imports", tags=["imports"], route_class=TenantRoute)
router = APIRouter(prefix="/imports", tags=["imports"], route_class=TenantRoute)
Reader = Annotated[Actor, requires(Permission.READ_LISTS)]
Manager = Annotated[Actor, requires(Permission.MANAGE_LISTS)]


@list_router.post(
    "",
    status_code=201,
    responses=problems(
        NotFound, ListNotOpen, NoScoringModel, ListHasScoringModel, TooLarge, UnsupportedType, UnreadableFile
    ),
)
async def preview_import(
    list_id: UUID,
    session: WriteSession,
    actor: Manager,
    file: UploadFile,
    format: Annotated[Literal["results", "generic"], Form()],  # noqa: A002  (the contract's word)
    mapping: Annotated[str | None, Form(max_length=100_000)] = None,
    sheet: Annotated[str | None, Form(max_length=100)] = None,
    look_only: Annotated[bool, Form(description="Open the file and guess its columns; read no row.")] = False,
) -> ImportRead:
    """Upload a file of results (CSV or xlsx) and see what it would change; nothing is stored on the list.

    `generic` is for a list without a scoring model: each row brings its final score.
    """
    upload = Upload(file.filename or "", await file.read(), format, mapping, sheet, look_only)
    return ImportRead.of(await service.preview(session, actor, list_id=list_id, upload=upload))


@list_router.get("", responses=problems(NotFound))
async def list_imports(list_id: UUID, session: ReadSession, _: Reader, paging: Paging) -> Page[ImportSummary]:
    """Imports of a list, the newest first."""
    await get_list(session, list_id)
    scope = f"imports:{list_id}"
    after = paging.after(scope)
    rows = await queries.page(session, list_id, after=None if after is None else UUID(after[0]), limit=paging.limit + 1)
    keys = [str(rows[paging.limit - 1].id)] if len(rows) > paging.limit else None
    next_cursor = paging.next_cursor(rows, keys, scope)
    return Page(items=[ImportSummary.summary(row) for row in rows], next_cursor=next_cursor)


@router.get("/{import_id}", responses=problems(NotFound))
async def read_import(import_id: UUID, session: ReadSession, _: Reader) -> ImportRead:
    """One import with its first findings."""
    made = await service.get_import(session, import_id)
    return ImportRead.of(made, await queries.first_findings(session, import_id, SHOWN_ROWS))


@router.get("/{import_id}/rejected.csv", responses=problems(NotFound), response_class=Response)
async def download_rejected_rows(import_id: UUID, session: ReadSession, _: Reader) -> Response:
    """Every rejected row with its reason, as CSV that is safe to open in a spreadsheet."""
    made = await service.get_import(session, import_id)
    content = rejected_csv(Rejection(**row) for row in await queries.rejected(session, made.id))
    headers = {"Content-Disposition": f'attachment; filename="rejected-{import_id}.csv"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


@router.post(
    "/{import_id}/preview",
    responses=problems(NotFound, ListNotOpen, ImportBusy, Refused, Stale, UnreadableFile, VersionRequired),
)
async def preview_import_again(
    import_id: UUID, body: ImportPreview, session: WriteSession, actor: Manager, version: IfMatch
) -> ImportRead:
    """Read the kept file again by other columns or another sheet; also when a preview is stale."""
    asked = body.model_dump()
    return ImportRead.of(await service.preview_again(session, actor, import_id=import_id, seen=version, **asked))


@router.post("/{import_id}/discard", responses=problems(NotFound, ImportBusy, Refused, Stale, VersionRequired))
async def discard_import(import_id: UUID, session: WriteSession, actor: Manager, version: IfMatch) -> ImportSummary:
    """Put a preview away for good."""
    return ImportSummary.summary(await service.discard(session, actor, import_id=import_id, seen=version))


@router.post(
    "/{import_id}/commit", status_code=202, responses=problems(NotFound, ListNotOpen, ImportStale, Refused, Stale)
)
async def commit_import(
    import_id: UUID, session: WriteSession, actor: Manager, version: OptionalIfMatch = None
) -> JobRead:
    """Store all valid rows of a previewed import, or none."""
    return JobRead.of(await service.request_commit(session, actor, import_id=import_id, seen=version))


@router.post(
    "/{import_id}/undo",
    status_code=202,
    responses=problems(
        NotFound, ListNotOpen, ImportScored, ImportSuperseded, ImportBusy, Refused, Stale, VersionRequired
    ),
)
async def undo_import(import_id: UUID, session: WriteSession, actor: Manager, version: IfMatch) -> JobRead:
    """Take the results of a committed import back, while nothing rests on them."""
    return JobRead.of(await undoing.request_undo(session, actor, import_id=import_id, seen=version))
