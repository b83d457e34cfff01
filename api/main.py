"""The HTTP service: settings, lifespan, routers, error handlers, the built front end. No logic."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI

import api.accounts.api_keys.router
import api.accounts.links.router
import api.accounts.router
import api.accounts.sessions.router
import api.audit.events.router
import api.audit.jobs.router
import api.audit.persons.router
import api.audit.router
import api.audit.timeline.router
import api.documents.jobs
import api.documents.router
import api.eligible_lists.imports.diffs.router
import api.eligible_lists.imports.jobs
import api.eligible_lists.imports.router
import api.eligible_lists.notes.router
import api.eligible_lists.persons.router
import api.eligible_lists.protests.router
import api.eligible_lists.results.router
import api.eligible_lists.roster.router
import api.eligible_lists.router
import api.eligible_lists.scores.router
import api.eligible_lists.turns.router
import api.home.router
import api.organization.agency.router
import api.organization.clock.router
import api.organization.reasons.router
import api.organization.router
import api.people.duplicates.jobs
import api.people.duplicates.router
import api.people.notes.router
import api.people.records.router
import api.referrals.availability.router
import api.referrals.dispositions.bulk.router
import api.referrals.dispositions.router
import api.referrals.inquiries.jobs
import api.referrals.inquiries.router
import api.referrals.lapses.jobs
import api.referrals.merges.router
import api.referrals.persons.router
import api.referrals.rosters.router
import api.referrals.router
import api.referrals.simulations.router
import api.referrals.standings.router
import api.referrals.status_changes.router
import api.rules.router
import api.rules.score_examples.router
import api.rules.score_models.router
import api.scorings.entries.router
import api.scorings.jobs
import api.scorings.router
from api.platform import edge, static, telemetry
from api.platform.db import Database
from api.platform.errors import Unauthenticated, problems
from api.platform.events import LiveHub
from api.platform.limits import Limiter
from api.platform.paging import CursorSigner, PageRequest
from api.platform.roles import installation_secrets, require_unprivileged
from api.platform.startup import MissingAddressError, require_current_schema, secret, spare_the_collector
from api.platform.switchboard import Switchboard
from api.platform.tenancy import Agencies
from api.settings import Settings

PREFIX = "/api/v1"
ROUTERS: tuple[APIRouter, ...] = (
    api.home.router.router,
    api.accounts.sessions.router.entry_router,
    api.accounts.sessions.router.router,
    api.accounts.sessions.router.own_router,
    api.accounts.router.router,
    api.accounts.router.own_router,
    api.accounts.links.router.router,
    api.accounts.links.router.public_router,
    api.accounts.api_keys.router.router,
    api.organization.router.router,
    api.organization.agency.router.router,
    api.organization.reasons.router.router,
    api.organization.clock.router.router,
    api.people.records.router.router,
    api.people.notes.router.router,
    api.people.duplicates.router.router,
    api.rules.router.router,
    api.rules.score_models.router.router,
    api.rules.score_examples.router.router,
    api.eligible_lists.router.router,
    api.eligible_lists.turns.router.router,
    api.eligible_lists.protests.router.router,
    api.eligible_lists.notes.router.router,
    api.eligible_lists.imports.router.list_router,
    api.eligible_lists.imports.router.router,
    api.eligible_lists.results.router.list_router,
    api.eligible_lists.imports.diffs.router.router,
    api.eligible_lists.results.router.router,
    api.eligible_lists.roster.router.router,
    api.eligible_lists.scores.router.router,
    api.eligible_lists.persons.router.router,
    api.eligible_lists.scores.router.public_router,
    api.scorings.router.list_router,
    api.scorings.router.router,
    api.scorings.entries.router.router,
    api.documents.router.list_router,
    api.documents.router.referral_router,
    api.documents.router.router,
    api.documents.router.content_router,
    api.referrals.simulations.router.router,
    api.referrals.router.router,
    api.referrals.standings.router.router,
    api.referrals.rosters.router.router,
    api.referrals.dispositions.router.router,
    api.referrals.dispositions.bulk.router.router,
    api.referrals.inquiries.router.router,
    api.referrals.inquiries.router.deadline_router,
    api.referrals.availability.router.router,
    api.referrals.status_changes.router.router,
    api.referrals.persons.router.router,
    api.referrals.merges.router.router,
    api.audit.router.router,
    api.audit.timeline.router.router,
    api.audit.timeline.router.ledger_router,
    api.audit.jobs.router.router,
    api.audit.persons.router.router,
    api.audit.events.router.router,
)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Check what must hold, open the database, and close it again."""
    settings: Settings = app.state.settings
    settings.require_real_secrets()
    url = secret(settings.database_url)
    if url is None:
        raise MissingAddressError("Set ELIGO_DATABASE_URL, or start with `eligo up`.")
    await require_unprivileged(url)
    await require_current_schema(url)
    signing_key = secret(settings.secret_key) or installation_secrets(settings.data_dir)["signing"]
    app.state.signing_key = signing_key.encode()
    PageRequest.signer = CursorSigner(app.state.signing_key)
    database = Database(url, pool_size=settings.pool_size, transaction_pooler=settings.transaction_pooler)
    app.state.database = database
    app.state.limiter = Limiter(secret(settings.redis_url))
    app.state.live = LiveHub(secret(settings.listen_url) or url)
    await app.state.live.start()
    try:
        yield
    finally:
        await app.state.live.close()
        await database.close()


def create_served_app() -> FastAPI:
    """The application of a process that does nothing but serve it."""
    app = create_app()
    spare_the_collector()
    return app


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application; settings come from the environment unless given."""
    settings = settings or Settings()
    app = FastAPI(
        title="Eligo",
        version="0.1.0",
        summary="Civil-service hiring: eligible lists, certification, reachability, appointment.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        generate_unique_id_function=lambda route: route.name,
    )
    telemetry.configure(settings.log_level)
    app.state.settings = settings
    app.state.agencies = Agencies()
    edge.install(app)
    app.add_middleware(telemetry.TelemetryMiddleware)
    app.include_router(telemetry.health_router)
    first = len(app.router.routes)
    for router in ROUTERS:
        app.include_router(router, prefix=PREFIX, responses=problems(Unauthenticated))
    app.router.routes.insert(first, Switchboard(PREFIX, app.router.routes[first:]))
    static.install(app, settings)
    return app
