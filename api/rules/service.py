"""Certification rules: versions, worked examples, activation."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain import calendars
from api.domain.certification_rule import CertificationRule as Rule
from api.domain.errors import RuleViolation
from api.domain.packs import PACKS, RuleTemplate
from api.domain.worked_examples import ExampleResult, check
from api.models import CertificationRule
from api.platform import ledger
from api.platform.auth import Actor
from api.platform.db import new_id
from api.platform.errors import FieldProblem, Refused, conflict, of_rule
from api.platform.ledger import Subject
from api.platform.resources import ListRequest, Slice, apply_changes, lock_one, read_one
from api.platform.routing import require_version
from api.rules import queries

# Where a version of a rule may go from where it is.
MOVES: Mapping[str, frozenset[str]] = {
    "draft": frozenset({"active", "retired"}),
    "active": frozenset({"retired"}),
    "retired": frozenset(),
}


class NotADraft(Refused):
    code, title = "not_a_draft", "Only a draft can be changed; add the next version under the same code"


class IllegalMove(Refused):
    code, title = "illegal_transition", "The rule is past that"


class ExamplesMissing(Refused):
    code, title = "examples_missing", "A rule is activated with at least one worked example"


class ExamplesFailed(Refused):
    """The detail of every mismatch stands in `errors`, the field names the example."""

    code, title = "examples_failed", "The rule does not do what its worked examples say"


class NotYetEffective(Refused):
    code, title = "not_yet_effective", "This version takes effect later"


@dataclass(frozen=True, slots=True)
class PlayedExample:
    """A worked example as it is stored, and how it came out."""

    stored: dict[str, Any]
    result: ExampleResult


conflict("uq_certification_rules_active", says=IllegalMove)


async def install_pack(session: AsyncSession, actor: Actor, *, pack: str) -> None:
    """Give a new agency the rules of a merit system, active from the start, and the settings that go with them.

    `pack` is a key of PACKS; the agency's settings keep it as `pack`, beside the pack's own settings.
    """
    chosen = PACKS[pack]
    rows = [_of_template(actor, template) for template in chosen.rules]
    await queries.add_rules(session, rows)
    await queries.merge_agency_settings(session, actor.agency.id, {**chosen.settings, "pack": chosen.code})

    rules = [{"id": str(row.id), "code": row.code, "rule_version": row.rule_version} for row in rows]
    await ledger.append(
        session,
        actor,
        "rule_pack.installed",
        Subject("agency", actor.agency.id),
        {"pack": chosen.code, "certification_rules": rules},
    )


async def browse(
    session: AsyncSession, listing: ListRequest, *, code: str | None, status: str | None
) -> Slice[CertificationRule]:
    """A page of versions of rules."""
    return await queries.page(session, listing, code=code, status=status)


async def read(session: AsyncSession, rule_id: UUID) -> CertificationRule:
    """One version of a rule.

    Raises:
        NotFound: for an unknown id.
    """
    return await read_one(session, CertificationRule, rule_id)


async def create(
    session: AsyncSession,
    actor: Actor,
    *,
    code: str,
    title: str,
    citation: str,
    parameters: Mapping[str, Any],
    examples: Sequence[Mapping[str, Any]],
    effective_on: date | None,
) -> CertificationRule:
    """Draft a rule, or the next version of one.

    Raises:
        Invalid: naming the parameter that is wrong, with the domain's code.
    """
    await queries.lock_code(session, actor.agency.id, code)
    spelled_out = await _spelled_out(session, actor, parameters)

    row = CertificationRule(
        agency_id=actor.agency.id,
        id=new_id(),
        code=code,
        rule_version=await queries.last_version(session, code) + 1,
        title=title,
        citation=citation,
        parameters=spelled_out,
        examples=list(examples),
        status="draft",
        effective_on=effective_on,
    )
    await queries.add_rules(session, [row])

    facts = {"code": code, "rule_version": row.rule_version, "parameters": spelled_out}
    await ledger.append(session, actor, "certification_rule.drafted", _subject(row), facts)
    return row


async def change(
    session: AsyncSession, actor: Actor, rule_id: UUID, *, seen: int, values: Mapping[str, Any]
) -> CertificationRule:
    """Change a draft.

    Raises:
        NotADraft: for an active or retired version. Stale: by version. Invalid: naming the parameter that is wrong.
    """
    row = await lock_one(session, CertificationRule, rule_id)
    if row.status != "draft":
        raise NotADraft
    require_version(row.version, seen)
    fields = dict(values)
    if "parameters" in fields:
        fields["parameters"] = await _spelled_out(session, actor, fields["parameters"])

    changed = apply_changes(row, fields)
    if changed:
        await session.flush()
        facts = {"changed": sorted(changed.after), "parameters": row.parameters}
        await ledger.append(session, actor, "certification_rule.changed", _subject(row), facts)
    return row


async def activate(session: AsyncSession, actor: Actor, rule_id: UUID, *, seen: int) -> CertificationRule:
    """Put a draft in force after playing its worked examples; the version in force before retires.

    A rule without an example is never activated: what nobody worked out by hand, nobody can defend.

    Raises:
        IllegalMove: when it is no draft. NotYetEffective: before `effective_on`.
        ExamplesMissing, ExamplesFailed: by its examples. Stale: by version.
    """
    await queries.lock_code(session, actor.agency.id, (await read(session, rule_id)).code)
    row = await lock_one(session, CertificationRule, rule_id)
    _require_move(row, "active")
    today = await queries.today(session, actor.agency.zone)
    if row.effective_on is not None and row.effective_on > today:
        raise NotYetEffective(f"It takes effect on {calendars.in_words(row.effective_on)}.", field="effective_on")
    await _require_examples(row)
    require_version(row.version, seen)

    before = await queries.active_version(session, row.code)
    if before is not None:
        apply_changes(before, {"status": "retired"})
        await session.flush()  # one active version at a time, by index
    apply_changes(row, {"status": "active", "effective_on": row.effective_on or today})
    await session.flush()

    facts = {"code": row.code, "rule_version": row.rule_version, "examples": len(row.examples)}
    retired = {"retired": None if before is None else str(before.id)}
    await ledger.append(session, actor, "certification_rule.activated", _subject(row), {**facts, **retired})
    return row


async def retire(session: AsyncSession, actor: Actor, rule_id: UUID, *, seen: int) -> CertificationRule:
    """Take a version out of use for new lists; lists and referrals that use it keep it.

    Raises:
        IllegalMove: when it retired before. Stale: by version.
    """
    row = await lock_one(session, CertificationRule, rule_id)
    _require_move(row, "retired")
    require_version(row.version, seen)

    apply_changes(row, {"status": "retired"})
    await session.flush()
    facts = {"code": row.code, "rule_version": row.rule_version}
    await ledger.append(session, actor, "certification_rule.retired", _subject(row), facts)
    return row


async def play_examples(session: AsyncSession, rule_id: UUID) -> list[PlayedExample]:
    """The worked examples of a version, played now with its parameters.

    Raises:
        NotFound: for an unknown id.
    """
    row = await read(session, rule_id)
    return [PlayedExample(dict(stored), result) for stored, result in zip(row.examples, await _play(row), strict=True)]


async def _play(row: CertificationRule) -> list[ExampleResult]:
    document = {"examples": [{**example, "rule": row.parameters} for example in row.examples]}
    # Long examples must not hold up other requests.
    return await asyncio.to_thread(check, document)


async def _spelled_out(session: AsyncSession, actor: Actor, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters with every policy named, so that no later default changes what a stored rule means."""
    pack = PACKS.get(await queries.pack_of(session, actor.agency.id) or "")
    try:
        rule = Rule.parse(parameters, defaults=None if pack is None else pack.policies)
    except RuleViolation as wrong:
        raise of_rule(wrong, "parameters") from wrong
    return rule.as_parameters()


async def _require_examples(row: CertificationRule) -> None:
    if not row.examples:
        raise ExamplesMissing(field="examples")
    found = [problem for number, one in enumerate(await _play(row)) for problem in _mismatches(number, one)]
    if found:
        raise ExamplesFailed(errors=found)


def _mismatches(number: int, played: ExampleResult) -> list[FieldProblem]:
    code = "example_mismatch" if played.supported else "example_not_supported"
    return [
        FieldProblem(field=f"examples.{number}", code=code, message=f"{played.id}: {said}")
        for said in played.mismatches
    ]


def _require_move(row: CertificationRule, wanted: str) -> None:
    if wanted not in MOVES[row.status]:
        raise IllegalMove(f"It is {row.status}.")


def _subject(row: CertificationRule) -> Subject:
    return Subject("certification_rule", row.id)


def _of_template(actor: Actor, template: RuleTemplate) -> CertificationRule:
    return CertificationRule(
        agency_id=actor.agency.id,
        id=new_id(),
        code=template.code,
        rule_version=1,
        title=template.title,
        citation=template.citation,
        parameters=template.rule().as_parameters(),
        examples=_as_json(template.examples),
        status="active",
    )


def _as_json(examples: Sequence[Any]) -> list[Any]:
    """Examples written in Python as the JSON that is stored."""
    stored: list[Any] = json.loads(json.dumps(examples, default=str))
    return stored
