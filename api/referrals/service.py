"""Referrals: certify a list to positions, and what every change of a referral shares."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain import calendars, periods
from api.domain.certification import Supplementary, TieAtCut
from api.domain.certification_rule import SUPPORTED_UNITS
from api.eligible_lists.eligibles import service as eligibles
from api.models import CertificationRule, EligibleList, Position, Referral
from api.organization.agency import service as agency
from api.platform import ledger
from api.platform.auth import Actor
from api.platform.db import new_id
from api.platform.errors import Invalid, NotFound, Refused, conflict
from api.platform.ledger import Subject
from api.platform.routing import require_version
from api.platform.schema import unscaled
from api.referrals import queries
from api.referrals.certificates import service as certificates
from api.referrals.line import service as lines
from api.referrals.line.service import Happening, Line
from api.referrals.standings import queries as standing_queries
from api.referrals.standings import service as standings
from api.referrals.standings.service import Moved

NAMED_MOVES = 500  # an event names at most so many people who moved on a referral


class ListNotAdopted(Refused):
    code, title = "list_not_adopted", "Only an adopted list can be certified"


class ListExpired(Refused):
    code, title = "list_expired", "The list has expired"


class PositionFilled(Refused):
    code, title = "position_filled", "A position is filled already"


class PositionOnOpenReferral(Refused):
    code, title = "position_on_open_referral", "A position is on an open referral already"


class RuleNotActive(Refused):
    code, title = "rule_not_active", "Only an active version of a rule can be certified by"


class RuleNotSupported(Refused):
    code, title = "rule_not_supported", "This rule cannot be certified by here"


class ReferralClosed(Refused):
    code, title = "referral_closed", "The referral is closed; reopen it first"


class PositionHasHire(Refused):
    code, title = "position_has_hire", "Somebody was hired for this position on this referral"


class NoPositionLeft(Refused):
    code, title = "no_position_left", "Every position of this referral is filled"


conflict("uq_referral_positions_open", says=PositionOnOpenReferral)
conflict("uq_appointments_position", says=PositionFilled)


@dataclass(frozen=True, slots=True)
class Change:
    """A locked list with its open referrals and their lines before a change, and after it once it is settled."""

    eligible_list: EligibleList
    referrals: dict[UUID, Referral]
    before: dict[UUID, Line]
    after: dict[UUID, Line] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Certified:
    """A new referral and its line."""

    referral: Referral
    line: Line


async def begin_change(session: AsyncSession, actor: Actor, list_id: UUID) -> Change:
    """Lock the list and its open referrals, in that order, and read how far each reaches."""
    eligible_list = await eligibles.lock_list(session, list_id)
    referrals = await queries.lock_open_referrals(session, list_id)
    before = await lines.open_lines(session, actor, list_id) if referrals else {}
    return Change(eligible_list, referrals, before)


async def settle(
    session: AsyncSession, actor: Actor, change: Change, seq: int, happening: Happening | None = None
) -> dict[UUID, list[Moved]]:
    """After a change: keep each open referral's floor, mark who came into reach, and say who moved on each."""
    after = await lines.open_lines(session, actor, change.eligible_list.id, happening, change.before)
    moved: dict[UUID, list[Moved]] = {}
    for referral_id, line in after.items():
        referral = change.referrals[referral_id]
        people = await standings.moves(session, actor, change.before.get(referral_id), line)
        moved[referral_id] = people
        floor = lines.floor_after(line)
        stored = None if referral.floor_score is None else unscaled(referral.floor_score)
        if floor != stored:
            await queries.keep_floor(session, referral, floor, seq)
        change.after[referral_id] = lines.settled(line, floor)
        reached = [one.row.id for one in people if one.after == "reachable"]
        await standing_queries.mark_reached(
            session, actor.agency.id, change.eligible_list.id, referral_id, reached, seq
        )
    return moved


def line_payload(line: Line) -> dict[str, Any]:
    """A line in the payload of an event."""
    reached = line.reach
    return {
        "line": None if reached.line is None else f"{reached.line:.{line.facts.score_decimals}f}",
        "ranks_in_reach": reached.ranks_in_reach,
        "names_in_reach": reached.names_in_reach,
        "positions_counted": line.positions,
    }


def moved_payload(moved: Mapping[UUID, Sequence[Moved]]) -> dict[str, Any]:
    """Who moved on which referral: eligible -> what is shown now; of very many, their count and digest."""
    told: dict[str, Any] = {}
    for referral_id, people in moved.items():
        shown = {str(person.row.id): person.after for person in people}
        if len(shown) > NAMED_MOVES:
            digest = hashlib.sha256(ledger.canonical(shown).encode()).hexdigest()
            told[str(referral_id)] = {"count": len(shown), "sha256": digest}
        elif shown:
            told[str(referral_id)] = shown
    return told


async def certify(
    session: AsyncSession,
    actor: Actor,
    *,
    eligible_list_id: UUID,
    position_ids: Sequence[UUID],
    certification_rule_id: UUID | None = None,
    selective_criteria: Collection[str] = (),
    note: str | None = None,
) -> Certified:
    """Certify an adopted list to positions, as of now.

    Raises:
        ListNotAdopted, ListExpired: for a list that cannot be used. PositionFilled, PositionOnOpenReferral: for a
        position that is not free. RuleNotActive, RuleNotSupported: for the rule. Invalid: for an unknown position.
    """
    change = await begin_change(session, actor, eligible_list_id)
    eligible_list = change.eligible_list
    positions = await free_positions(session, eligible_list, position_ids)
    today, holidays = await queries.calendar(session, actor.agency.zone)
    require_usable(eligible_list, today)
    rule = await usable_rule(session, certification_rule_id or eligible_list.certification_rule_id)
    report_back = periods.business_days_of(await agency.settings_of(session, actor.agency.id), "report_back")
    number, seq, now = await queries.next_entry(session, f"referral:{today.year}")

    referral = Referral(
        agency_id=actor.agency.id,
        id=new_id(),
        number=f"R-{today.year}-{number:03d}",
        list_id=eligible_list.id,
        certification_rule_id=rule.id,
        status="certified",
        certified_at=now,
        certified_on=today,
        certified_seq=seq,
        list_version=eligible_list.list_version,
        selective_criteria=sorted(set(selective_criteria)),
        report_back_on=calendars.add_business_days(today, report_back, holidays),
        note=note,
        version=1,
    )
    await queries.add_referral(session, referral, [position.id for position in positions])
    change.referrals[referral.id] = referral
    moved = await settle(session, actor, change, seq)
    # Of a new referral everybody it shows has just been looked at, in rank order.
    reached = [(one.row.id, unscaled(one.row.score)) for one in moved[referral.id] if one.after == "reachable"]
    line, digest = await certificates.write(
        session,
        actor,
        eligible_list,
        referral,
        seq,
        "certified",
        line=change.after[referral.id],
        rule=rule,
        people=reached,
    )

    await ledger.append(
        session,
        actor,
        "referral.certified",
        Subject("referral", referral.id),
        {
            "number": referral.number,
            "list": str(eligible_list.id),
            "list_version": eligible_list.list_version,
            "rule": {"id": str(rule.id), "code": rule.code, "version": rule.rule_version},
            "positions": [str(position.id) for position in positions],
            "criteria": referral.selective_criteria,
            "digest": digest,
            "moved": moved_payload(moved),
            **line_payload(line),
        },
        topics=topics(eligible_list.id, change.referrals),
        private={"note": note} if note else None,
    )
    return Certified(referral, line)


def topics(list_id: UUID, referral_ids: Collection[UUID]) -> list[str]:
    """Whom a change concerns: the list and every open referral on it (up to as many as one message holds)."""
    return [f"list:{list_id}", *(f"referral:{one}" for one in sorted(referral_ids)[:100])]


async def free_positions(
    session: AsyncSession, eligible_list: EligibleList, position_ids: Sequence[UUID]
) -> list[Position]:
    """Lock the positions that a list is to be certified to.

    Raises:
        PositionFilled, PositionOnOpenReferral, Invalid: naming the one that is not free.
    """
    found = await queries.lock_positions(session, position_ids)
    taken = set(await queries.on_open_referral(session, position_ids))
    return require_free(eligible_list, position_ids, found, taken)


def require_free(
    eligible_list: EligibleList, position_ids: Sequence[UUID], found: Mapping[UUID, Position], taken: Collection[UUID]
) -> list[Position]:
    """Refuse positions that a list cannot be certified to.

    Raises:
        PositionFilled, PositionOnOpenReferral, Invalid: naming the one that is not free.
    """
    for place, position_id in enumerate(position_ids):
        field = f"position_ids.{place}"
        position = found.get(position_id)
        if position is None:
            raise Invalid("There is no such position.", field=field)
        if position_id in taken:
            raise PositionOnOpenReferral(f"Position {position.number} is on an open referral already.", field=field)
        if position.status == "filled":
            raise PositionFilled(f"Position {position.number} is filled already.", field=field)
        if position.job_class_id != eligible_list.job_class_id:
            raise Invalid(f"Position {position.number} belongs to another job class than the list.", field=field)
    return [found[position_id] for position_id in dict.fromkeys(position_ids)]


def require_usable(eligible_list: EligibleList, today: Any) -> None:
    """Refuse a list that nobody may be certified from.

    Raises:
        ListExpired, ListNotAdopted: then.
    """
    last_day = eligible_list.expires_on
    if last_day is not None and (eligible_list.status == "expired" or last_day < today):
        raise ListExpired(f"The list expired on {calendars.in_words(last_day)}.")
    if eligible_list.status != "adopted":
        raise ListNotAdopted(f"The list is {eligible_list.status}; it must be adopted first.")


async def usable_rule(session: AsyncSession, rule_id: UUID) -> CertificationRule:
    """The rule to certify by.

    Raises:
        RuleNotActive, RuleNotSupported, Invalid: when it cannot be.
    """
    rule = await queries.rule(session, rule_id)
    if rule is None:
        raise Invalid("There is no such rule.", field="certification_rule_id")
    if rule.status != "active":
        raise RuleNotActive(f"Version {rule.rule_version} of rule {rule.code} is {rule.status}.")
    parsed = lines.rule_of(rule.parameters)
    if parsed.tie_at_cut is TieAtCut.BREAK or parsed.supplementary is Supplementary.ON_REQUEST:
        raise RuleNotSupported("Referrals take ties at the line in, and open the next rank without a request.")
    if parsed.max_considerations is not None:
        raise RuleNotSupported("Considerations by an appointing authority are not counted yet.")
    if parsed.unit not in SUPPORTED_UNITS:
        raise RuleNotSupported(f"The unit {parsed.unit} cannot be certified by here.")
    return rule


async def lock_for_change(
    session: AsyncSession, actor: Actor, referral_id: UUID, *, version: int | None
) -> tuple[Change, Referral]:
    """Lock a referral's list, its open referrals and the referral itself.

    Raises:
        NotFound: for an unknown referral, or one outside the actor's departments. Stale: when it moved on.
    """
    list_id = await queries.list_of(session, referral_id)
    if list_id is None:
        raise NotFound("There is no such referral.")
    change = await begin_change(session, actor, list_id)
    referral = change.referrals.get(referral_id) or await queries.lock_referral(session, referral_id)
    if referral is None:
        raise NotFound("There is no such referral.")
    if actor.departments is not None:
        await lines.line_of(session, actor, referral_id)
    require_version(referral.version, version)
    return change, referral


def require_open(referral: Referral) -> None:
    """Refuse a change of a closed referral.

    Raises:
        ReferralClosed: always, when it is closed.
    """
    if referral.status != "certified":
        raise ReferralClosed(f"Referral {referral.number} is {referral.status}; reopen it first.")


async def record(
    session: AsyncSession,
    actor: Actor,
    change: Change,
    referral: Referral,
    name: str,
    moved: Mapping[UUID, Sequence[Moved]],
    facts: Mapping[str, Any],
    *,
    private: Mapping[str, Any] | None = None,
    certificate_of: tuple[int, str] | None = None,
) -> None:
    """Record a change of a referral, with who moved on it and on those pooled with it.

    `certificate_of` (sequence, cause) writes a new certificate: the referral's own positions changed.
    """
    line = change.after.get(referral.id) or await lines.line_of(session, actor, referral.id)
    paper = {}
    if certificate_of is not None:
        _, digest = await certificates.write(session, actor, change.eligible_list, referral, *certificate_of, line=line)
        paper = {"digest": digest}
    await ledger.append(
        session,
        actor,
        name,
        Subject("referral", referral.id),
        {**facts, **paper, "moved": moved_payload(moved), **line_payload(line)},
        topics=topics(change.eligible_list.id, {*change.referrals, referral.id}),
        private=private,
    )


async def patch(
    session: AsyncSession, actor: Actor, referral_id: UUID, changes: Mapping[str, Any], *, version: int
) -> None:
    """Change the report-back date or the note; nobody moves."""
    change, referral = await lock_for_change(session, actor, referral_id, version=version)
    before = {name: getattr(referral, name) for name in changes}
    await queries.touch(session, referral_id, **changes)
    public = {"report_back_on": str(changes["report_back_on"])} if "report_back_on" in changes else {}
    await ledger.append(
        session,
        actor,
        "referral.changed",
        Subject("referral", referral_id),
        {"fields": sorted(changes), **public},
        topics=topics(change.eligible_list.id, [referral_id]),
        private={name: str(value) for name, value in before.items() if name == "note" and value},
    )
