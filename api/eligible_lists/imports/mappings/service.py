"""Choosing the columns of a file, and remembering the choice for the next file with the same heads."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.scoring import ScoringModel
from api.eligible_lists.imports.formats import generic, results
from api.eligible_lists.imports.formats.findings import FormatError
from api.eligible_lists.imports.formats.generic import GenericMapping
from api.eligible_lists.imports.formats.results import ResultsMapping
from api.eligible_lists.imports.formats.tabular import Table
from api.eligible_lists.imports.mappings import queries
from api.models import ListImport
from api.platform.auth import Actor
from api.platform.db import new_id

FileMapping = ResultsMapping | GenericMapping
Source = Literal["given", "remembered", "guessed"]


@dataclass(frozen=True, slots=True)
class Terms:
    """What the files of a list are read by: its scoring model, or none where each row brings its final score."""

    model: ScoringModel | None

    @property
    def format(self) -> str:
        """The format of such files."""
        return "generic" if self.model is None else "results"

    @property
    def maxima(self) -> dict[str, Decimal]:
        """The highest raw score of each component."""
        return {component.name: component.maximum for component in self.model.components} if self.model else {}

    @property
    def choices(self) -> dict[str, Collection[str]]:
        """The values of the credits that are a choice rather than points."""
        kinds = self.model.credits if self.model else ()
        return {credit.kind: tuple(credit.values) for credit in kinds if not credit.as_given}

    def guess(self, headers: Sequence[str]) -> dict[str, Any]:
        """What can be read off the heads, None where nothing can."""
        if self.model is None:
            return generic.guess(headers)
        return results.guess(headers, self.maxima, [credit.kind for credit in self.model.credits])

    def complete(self, guessed: Mapping[str, object]) -> FileMapping:
        """A guess as a mapping; raises FormatError `mapping_incomplete`."""
        return generic.complete(guessed) if self.model is None else results.complete(guessed)

    def of(self, document: Mapping[str, object]) -> FileMapping:
        """A chosen mapping; raises FormatError `bad_mapping`, `mapping_incomplete` or `unknown_credit`."""
        if self.model is None:
            return GenericMapping.of(document)
        mapping, kinds = ResultsMapping.of(document), {credit.kind for credit in self.model.credits}
        for kind in mapping.credits:
            if kind not in kinds:
                message = f"The scoring model has no credit {kind!r:.40}."
                raise FormatError("unknown_credit", message, field=f"mapping.credits.{kind}"[:80])
        return mapping


@dataclass(frozen=True, slots=True)
class Choice:
    """The columns of a file and where they come from; a guess may lack some."""

    document: Mapping[str, Any]
    source: Source

    def mapping(self, terms: Terms) -> FileMapping:
        """The columns, complete; raises FormatError."""
        return terms.complete(self.document) if self.source == "guessed" else terms.of(self.document)


def parse_mapping(given: str | None) -> Mapping[str, object] | None:
    """A mapping given as JSON text; None when there is none, so that it is remembered or guessed.

    Raises:
        FormatError: `bad_mapping`.
    """
    if given is None or not given.strip():
        return None
    try:
        document = json.loads(given)
    except (ValueError, RecursionError):
        raise FormatError("bad_mapping", "The mapping is not valid JSON.", field="mapping") from None
    if not isinstance(document, dict):
        raise FormatError("bad_mapping", "The mapping must be a JSON object.", field="mapping")
    return document


async def choose(session: AsyncSession, table: Table, terms: Terms, given: Mapping[str, object] | None) -> Choice:
    """The columns that were given, else those settled on for the last file with these heads, else a guess."""
    if given is not None:
        return Choice(given, "given")
    remembered = await queries.find(session, terms.format, _heads_key(table.headers))
    if remembered is not None and _fits(remembered, terms):
        return Choice(remembered, "remembered")
    return Choice(terms.guess(table.headers), "guessed")


async def remember(session: AsyncSession, actor: Actor, made: ListImport) -> None:
    """Keep the columns of an import that somebody commits."""
    values = {
        "agency_id": actor.agency.id,
        "id": new_id(),
        "format": made.format,
        "heads_key": _heads_key(made.headers),
        "mapping": made.mapping,
        "created_by": actor.label,
    }
    await queries.remember(session, values)


def fields_of(document: Mapping[str, Any], table: Table) -> dict[str, str]:
    """Which field each mapped column of a file is, by the file's own heads: `components.oral`, `last_name`."""
    found = {}
    for name, column in _entries(document):
        at = table.column(column)
        if at is not None:
            found[table.headers[at]] = name
    return found


def _entries(document: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for name, column in document.items():
        if isinstance(column, str):
            yield name, column
        elif isinstance(column, Mapping):
            yield from ((f"{name}.{inner}", text) for inner, text in column.items() if isinstance(text, str))


def _heads_key(headers: Iterable[str]) -> str:
    """A digest of a set of heads, whatever their order and case."""
    heads = "\x1f".join(sorted(header.casefold() for header in headers))
    return hashlib.sha256(heads.encode()).hexdigest()


def _fits(remembered: Mapping[str, Any], terms: Terms) -> bool:
    """Whether a list's model has the components and credits that were remembered."""
    try:
        mapping = terms.of(remembered)
    except FormatError:
        return False
    return isinstance(mapping, GenericMapping) or mapping.components.keys() == terms.maxima.keys()
