"""Home over HTTP."""

from fastapi import APIRouter

from api.home import service
from api.home.schemas import HomeRead
from api.platform.auth import SignedIn
from api.platform.errors import Forbidden, problems
from api.platform.routing import ReadSession, TenantRoute

router = APIRouter(prefix="/home", tags=["home"], route_class=TenantRoute)


@router.get("", responses=problems(Forbidden))
async def read_home(session: ReadSession, actor: SignedIn) -> HomeRead:
    """What waits for whoever is signed in, what is under way, what comes."""
    return HomeRead.of(await service.look(session, actor))
