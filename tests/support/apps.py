"""Applications for tests: put together once in a process, since that takes longer than most tests do.

What an application knows of its surroundings is its state, which each start makes anew.
"""

from fastapi import FastAPI

from api.main import create_app
from api.platform import telemetry
from api.platform.tenancy import Agencies
from api.settings import Settings

_made: list[FastAPI] = []


def application(settings: Settings, place: int = 0) -> FastAPI:
    """The application of a place with these settings, not started. Those side by side have each their place."""
    while len(_made) <= place:
        _made.append(create_app(settings))
    app = _made[place]
    telemetry.configure(settings.log_level)
    app.state.settings = settings
    app.state.agencies = Agencies()
    return app
