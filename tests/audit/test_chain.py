"""Verifying a ledger: whole chains pass, and every way to tamper with one is found where it is."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from api.platform.chain import ChainRow, Fault, Head, genesis, verify
from api.platform.ledger import canonical

AGENCY = UUID("0190f000-0000-7000-8000-000000000001")
SUBJECT = UUID("0190f000-0000-7000-8000-0000000000aa")
START = datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC)
Chain = list[ChainRow]


def chain(length: int) -> Chain:
    """A whole chain, built from the description of the format; every second event has a private side."""
    rows: Chain = []
    previous = hashlib.sha256(AGENCY.bytes).digest()
    for seq in range(1, length + 1):
        at = START + timedelta(seconds=seq)
        salt, private = (b"s" * 16, canonical({"note": f"n{seq}"})) if seq % 2 == 0 else (None, None)
        payload = {"n": seq}
        if salt is not None and private is not None:
            payload |= {"private_sha256": hashlib.sha256(salt + private.encode()).hexdigest()}  # type: ignore[dict-item]
        body = canonical(
            {
                "actor": "system",
                "agency": str(AGENCY),
                "at": f"{at:%Y-%m-%dT%H:%M:%S.%f}Z",
                "cause": "",
                "name": "test.done",
                "payload": payload,
                "seq": seq,
                "subject": {"id": str(SUBJECT), "kind": "test"},
            }
        )
        digest = hashlib.sha256(previous + body.encode()).digest()
        row = ChainRow(seq, at, "system", "test.done", "test", SUBJECT, body, previous, digest, salt, private)
        rows.append(row)
        previous = digest
    return rows


def head_of(rows: Chain) -> Head:
    """The head that belongs to a chain."""
    return Head(rows[-1].seq, rows[-1].hash) if rows else Head(0, genesis(AGENCY))


@pytest.mark.parametrize("length", [0, 1, 9])
def test_a_whole_chain_is_valid(length: int) -> None:
    verdict = verify(chain(length), head_of(chain(length)), AGENCY)
    assert (verdict.is_valid, verdict.events, verdict.first_fault) == (True, length, None)


def test_erasing_a_private_side_leaves_the_chain_whole() -> None:
    rows = [replace(row, salt=None, private=None) for row in chain(4)]
    assert verify(rows, head_of(rows), AGENCY).is_valid


def _rehashed(row: ChainRow, **changed: object) -> ChainRow:
    """An event whose text was changed and whose own hash was made to fit."""
    return _with_text(row, canonical(json.loads(row.canonical) | changed))


def _with_text(row: ChainRow, body: str) -> ChainRow:
    return replace(row, canonical=body, hash=hashlib.sha256(row.previous_hash + body.encode()).digest())


def _at(index: int, **changed: Any) -> Callable[[Chain], Chain]:
    return lambda rows: [replace(row, **changed) if n == index else row for n, row in enumerate(rows)]


def _column(name: str, value: object) -> tuple[Callable[[Chain], Chain], Fault]:
    return _at(2, **{name: value}), Fault(3, f"column_differs_{name}")


TAMPERED: dict[str, tuple[Callable[[Chain], Chain], Fault]] = {
    "text changed": (_at(2, canonical="{}"), Fault(3, "hash_differs")),
    "hash changed": (_at(2, hash=b"\0" * 32), Fault(3, "hash_differs")),
    "text changed and hash made to fit": (
        lambda rows: [*rows[:2], _rehashed(rows[2], payload={"n": 99}), *rows[3:]],
        Fault(4, "previous_hash_differs"),
    ),
    "row deleted": (lambda rows: rows[:2] + rows[3:], Fault(3, "event_missing")),
    "several rows deleted": (lambda rows: rows[:1] + rows[4:], Fault(2, "event_missing")),
    "first row deleted": (lambda rows: rows[1:], Fault(1, "event_missing")),
    "last row deleted": (lambda rows: rows[:-1], Fault(6, "event_missing")),
    "rows swapped": (
        lambda rows: [*rows[:2], replace(rows[3], seq=3), replace(rows[2], seq=4), *rows[4:]],
        Fault(3, "previous_hash_differs"),
    ),
    "row repeated": (lambda rows: [*rows[:3], rows[2], *rows[3:]], Fault(3, "sequence_repeated")),
    "row added beyond the head": (lambda _: chain(7), Fault(7, "event_beyond_head")),
    "private side changed": (_at(3, private='{"note":"other"}'), Fault(4, "private_differs")),
    "private side added": (_at(2, salt=b"s", private='{"note":"new"}'), Fault(3, "private_differs")),
    "text that is no JSON, hashed right": (
        lambda rows: [*rows[:5], _with_text(rows[5], "x")],
        Fault(6, "text_unreadable"),
    ),
    "text that lacks a part, hashed right": (
        lambda rows: [*rows[:5], _with_text(rows[5], "{}")],
        Fault(6, "text_unreadable"),
    ),
    "time": _column("occurred_at", START),
    "actor": _column("actor", "user:x"),
    "name": _column("name", "other.name"),
    "subject kind": _column("subject_type", "list"),
    "subject": _column("subject_id", AGENCY),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_tampering_is_found_where_it_is(how: str) -> None:
    tamper, fault = TAMPERED[how]
    verdict = verify(tamper(chain(6)), head_of(chain(6)), AGENCY)
    assert (verdict.is_valid, verdict.first_fault) == (False, fault)


def test_a_head_that_is_not_the_last_event_is_found() -> None:
    verdict = verify(chain(6), Head(6, b"\0" * 32), AGENCY)
    assert verdict.first_fault == Fault(6, "head_differs")


def test_another_agency_s_chain_is_not_ours() -> None:
    verdict = verify(chain(2), head_of(chain(2)), SUBJECT)
    assert verdict.first_fault == Fault(1, "previous_hash_differs")
