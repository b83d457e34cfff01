"""The stream of live changes over HTTP."""

import re
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import StreamingResponse
from sqlalchemy.exc import DBAPIError

from api.audit.events import service
from api.audit.events.service import Follower, Topics
from api.platform import tenancy
from api.platform.auth import Actor, Permission, requires
from api.platform.db import Database
from api.platform.errors import Forbidden, NotFound, Problem, TooMany, Unavailable, Unreadable, problems
from api.platform.events import LiveHub
from api.platform.routing import StreamRoute, settings_of

router = APIRouter(tags=["events"], route_class=StreamRoute)
_SEQUENCE = re.compile(r"[0-9]{1,18}\Z")


def _sequence(given: str | None) -> int | None:
    if not given:
        return None
    if not _SEQUENCE.match(given):
        raise Unreadable("Last-Event-ID is the id of an event of this stream.", field="Last-Event-ID")
    return int(given)


@router.get(
    "/events",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}},
        **problems(Unreadable, Forbidden, NotFound, TooMany, Unavailable),
    },
)
async def follow_events(
    request: Request,
    actor: Annotated[Actor, requires(Permission.SIGNED_IN)],
    topics: Annotated[str, Query(max_length=2000, description="`jobs`, `list:<id>`, `referral:<id>`; comma between.")],
    last_event_id: Annotated[str | None, Query(max_length=20, description="As Last-Event-ID.")] = None,
    last_event_id_header: Annotated[str | None, Header(alias="Last-Event-ID")] = None,
) -> StreamingResponse:
    """Server-sent messages {type, topics, seq?, job?}: what to read anew, as it changes.

    `type` is `changed` (an event of the ledger; its sequence is the message's id), `job` {id, kind, status, done,
    total}, `ready` (listening from here on), `resync` (something may have been missed) or `ended` (no longer signed
    in). With Last-Event-ID the missed changes come first.
    """
    database: Database = request.app.state.database
    hub: LiveHub = request.app.state.live
    wanted = Topics.parse(topics)
    last_seq = _sequence(last_event_id_header or last_event_id)
    async with database.transaction(actor.agency.id, read_only=True) as session:
        await service.require_access(session, actor, wanted)
    hub.require_room(actor.agency.id, actor.label)
    await hub.listening()

    async def is_still_allowed() -> bool:
        return await _still(request, database, wanted)

    follower = Follower(actor, wanted, last_seq, is_still_allowed)
    return StreamingResponse(
        service.follow(hub, database, follower),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _still(request: Request, database: Database, topics: Topics) -> bool:
    """Whether the sign-in or key of the request is still good for these topics."""
    settings = settings_of(request)
    token = tenancy.read_token(request, settings)
    if token is None:
        return False
    try:
        async with database.session() as session:
            actor = await tenancy.authenticate(
                session, token, agencies=request.app.state.agencies, settings=settings, read_only=True
            )
            if actor is None:
                return False
            actor.require(Permission.SIGNED_IN)
            await service.require_access(session, actor, topics)
    except (Problem, DBAPIError, OSError):
        return False  # also while the database is away: the reader comes back and is looked at then
    return True
