"""Certificates: what a certification named, as a value that can be derived again byte for byte.

A certificate holds no names: rule, list version, instant (a ledger sequence), floor, positions and the people in reach
by id, score and rank. Its digest is the SHA-256 of its canonical text (RFC 8785).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

ENGINE = "1"


@dataclass(frozen=True, slots=True)
class Reached:
    """One person in reach."""

    eligible: str
    score: Decimal
    rank: int


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """Everything the certificate was decided from."""

    referral: str
    number: str
    list: str
    list_version: int
    rule_code: str
    rule_version: int
    parameters: Mapping[str, object]
    as_of_seq: int
    floor: Decimal | None
    line: Decimal | None
    positions: Sequence[str]
    positions_counted: int
    criteria: Iterable[str]
    decimals: int


def certificate(facts: CertificateFacts, reached: Iterable[Reached]) -> dict[str, object]:
    """Return the certificate as JSON values; scores are text with the list's decimals, people in rank order."""
    people = sorted(reached, key=lambda one: (one.rank, one.eligible))
    return {
        "engine": ENGINE,
        "referral": facts.referral,
        "number": facts.number,
        "list": {"id": facts.list, "version": facts.list_version},
        "rule": {"code": facts.rule_code, "version": facts.rule_version, "parameters": dict(facts.parameters)},
        "as_of_seq": facts.as_of_seq,
        "floor": _text(facts.floor, facts.decimals),
        "line": _text(facts.line, facts.decimals),
        "positions": sorted(facts.positions),
        "positions_counted": facts.positions_counted,
        "criteria": sorted(facts.criteria),
        "reached": [
            {"eligible": one.eligible, "score": _text(one.score, facts.decimals), "rank": one.rank} for one in people
        ],
    }


def _text(score: Decimal | None, decimals: int) -> str | None:
    return None if score is None else f"{score:.{decimals}f}"
