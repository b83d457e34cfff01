"""Counting the SQL statements of a request."""

from collections.abc import Iterator
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
    engine = app.state.database.engine.sync_engine
    row, rows = db.fetch_row, db.fetch_rows

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    async def noted_row(session: Any, statement: str, *parameters: Any) -> Any:
        seen.append(statement)
        return await row(session, statement, *parameters)

    async def noted_rows(session: Any, statement: str, *parameters: Any) -> Any:
        seen.append(statement)
        return await rows(session, statement, *parameters)

    event.listen(engine, "before_cursor_execute", note)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(db, "fetch_row", noted_row)
            patch.setattr(db, "fetch_rows", noted_rows)
            yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
