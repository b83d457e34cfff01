"""Counting the SQL statements of a request."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import event

from api.platform import db


@contextmanager
def counted(app: FastAPI) -> Iterator[list[str]]:
    """Collect the statements that the application sends meanwhile: through SQLAlchemy, and to the driver itself."""
    seen: list[str] = []
    with _heard(app, lambda statement, _: seen.append(statement)):
        yield seen


@contextmanager
def parameters(app: FastAPI) -> Iterator[list[str]]:
    """Collect what the application sends meanwhile with its statements, as text."""
    sent: list[str] = []
    with _heard(app, lambda _, given: sent.append(str(given))):
        yield sent


@contextmanager
def _heard(app: FastAPI, hear: Callable[[str, Any], None]) -> Iterator[None]:
    engine = app.state.database.engine.sync_engine
    row, rows = db.fetch_row, db.fetch_rows

    def note(_connection: Any, _cursor: Any, statement: str, given: Any, *_rest: Any) -> None:
        hear(statement, given)

    async def noted_row(session: Any, statement: str, *given: Any) -> Any:
        hear(statement, given)
        return await row(session, statement, *given)

    async def noted_rows(session: Any, statement: str, *given: Any) -> Any:
        hear(statement, given)
        return await rows(session, statement, *given)

    event.listen(engine, "before_cursor_execute", note)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(db, "fetch_row", noted_row)
            patch.setattr(db, "fetch_rows", noted_rows)
            yield
    finally:
        event.remove(engine, "before_cursor_execute", note)
