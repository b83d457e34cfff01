"""Playing one certification example step by step, with referrals, dispositions, hires and floors as the product has."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from api.domain.availability import EligibleFacts, ReferralFacts, Standing, buckets, is_available, shown_as, standing
from api.domain.availability import supplementary as supplementary_names
from api.domain.certification import (
    CertificationRule,
    FloorEvent,
    Reach,
    Supplementary,
    clears_floor,
    next_floor,
    reach,
)
from api.domain.errors import RuleViolation
from api.domain.lifecycle import FREES_RANK, IN_POOL, Disposition, EligibleStatus
from api.domain.numbers import exact
from api.domain.parameters import Parameters
from api.domain.pooling import Hire, PooledReferral, concerns, held_scores, holders, positions_counted, positions_left

ONLY_REFERRAL = "referral"
NO_PREFERENCE = "NV"
OWN_FREEING = FREES_RANK - {Disposition.HIRED_ELSEWHERE}


_Happened = tuple[FloorEvent, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one referral shows after a step."""

    reached: Reach
    standings: Mapping[str, Standing]
    shown: Mapping[str, str]


@dataclass(slots=True)
class _Person:
    """One candidate of the example; `disposition` by referral, absent is pending."""

    facts: EligibleFacts
    tie_no: Decimal
    disposition: dict[str, Disposition] = field(default_factory=dict)
    freed_before_hire: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Seat:
    """One referral of the example with its memory: floor and what was granted."""

    positions: int
    certified_seq: int
    is_open: bool = True
    floor: Decimal | None = None
    granted: Decimal | None = None
    outcome: Outcome | None = None
    supplementary: tuple[str, ...] = ()


@dataclass(slots=True)
class _Scene:
    """The list, the referrals and the instant of an example."""

    rule: CertificationRule
    as_of: date | None
    people: dict[str, _Person] = field(default_factory=dict)
    seats: dict[str, _Seat] = field(default_factory=dict)
    seq: int = 0


def play(example: Parameters) -> list[str]:
    """Play an example and return what differs from its expectations, in words."""
    scene = _opening_scene(example)
    several = ONLY_REFERRAL not in scene.seats
    _settle(scene, [])
    mismatches: list[str] = []
    for number, step in enumerate(example.objects("steps"), start=1):
        scene.seq = 2 * number
        _settle(scene, [_apply(scene, change) for change in step.objects("changes", required=False)])
        mismatches += [f"step {number}: {difference}" for difference in _differences(scene, step, several)]
    return mismatches


def _opening_scene(example: Parameters) -> _Scene:
    """Read rule, referrals and the list as they stand before the first step."""
    candidates = example.objects("candidates")
    parameters = example.take("rule")
    if not isinstance(parameters, Mapping):
        raise RuleViolation("not_an_object", field="rule")
    rule = CertificationRule.parse(_without_idle_preference(parameters, candidates), path="rule")
    scene = _Scene(rule, _day(example, "as_of"))
    if example.has("referrals"):
        for item in example.objects("referrals"):
            scene.seats[_id(item)] = _Seat(item.integer("vacancies"), certified_seq=1)
    else:
        scene.seats[ONLY_REFERRAL] = _Seat(example.integer("vacancies", 1), certified_seq=1)
    for item in candidates:
        _add_person(scene, _id(item), item)
    return scene


def _without_idle_preference(parameters: Mapping[str, object], candidates: list[Parameters]) -> Mapping[str, object]:
    """Leave preference and protection out where nobody on the list has a preference: they decide nothing there."""
    for candidate in candidates:
        if candidate.has("preference") and candidate.take("preference") != NO_PREFERENCE:
            return parameters
    return {name: value for name, value in parameters.items() if name not in ("preference", "protection")}


def _add_person(scene: _Scene, name: str, item: Parameters) -> None:
    """Put one candidate on the list, before the first step or later."""
    for unsupported in ("category", "list_order"):
        if item.has(unsupported):
            raise RuleViolation("example_not_supported", field=item.field(unsupported))
    score = exact(item.take("score"), item.field("score"))
    tie_no = exact(item.take("tie_no"), item.field("tie_no")) if item.has("tie_no") else Decimal(len(scene.people))
    scene.people[name] = _Person(EligibleFacts(score, available_since_seq=scene.seq), tie_no)
    _change_person(scene, name, item)


def _apply(scene: _Scene, change: Parameters) -> _Happened:
    """Apply one change of a step and return what it means for floors, and where."""
    if not change.has("id") and not change.has("referral"):
        if ONLY_REFERRAL not in scene.seats:
            raise RuleViolation("missing_parameter", field=change.field("id"))
        return _change_referral(scene, ONLY_REFERRAL, change), ONLY_REFERRAL
    name = str(change.take("referral")) if change.has("referral") else _id(change)
    if name in scene.people:
        _change_person(scene, name, change)
        return FloorEvent.OTHER, name
    if name in scene.seats or not change.has("score"):
        return _change_referral(scene, name, change), name
    _add_person(scene, name, change)
    return FloorEvent.OTHER, name


def _change_referral(scene: _Scene, name: str, change: Parameters) -> FloorEvent:
    """Change the positions of a referral, open a new one, or close one."""
    if name not in scene.seats:
        scene.seats[name] = _Seat(change.integer("vacancies"), certified_seq=scene.seq + 1)
        return FloorEvent.OTHER
    seat = scene.seats[name]
    before, was_open = seat.positions, seat.is_open
    seat.positions = change.integer("vacancies", seat.positions if change.has("open") else None)
    seat.is_open = change.boolean("open", seat.is_open)
    change.finish()
    if was_open and not seat.is_open:
        return FloorEvent.POOLED_REFERRAL_CLOSED
    return FloorEvent.POSITION_REMOVED if seat.positions < before else FloorEvent.OTHER


def _change_person(scene: _Scene, name: str, change: Parameters) -> None:
    """Change what is known of a person, on the list and on referrals."""
    person = scene.people[name]
    change.drop("preference", "name", "note")
    facts = person.facts
    if change.has("score"):
        facts = replace(facts, score=exact(change.take("score"), change.field("score")))
    if change.has("list_status"):
        status = change.choice("list_status", EligibleStatus)
        returns = status in IN_POOL and facts.status not in IN_POOL
        facts = replace(facts, status=status, available_since_seq=scene.seq if returns else facts.available_since_seq)
    if change.has("expires"):
        facts = replace(facts, expires_on=_day(change, "expires"))
    if change.has("attrs"):
        facts = replace(facts, attributes=frozenset(change.texts("attrs")))
    if change.has("considered"):
        facts = replace(facts, considered=change.integer("considered"))
    person.facts = facts
    if change.has("referral_status"):
        _dispose(scene, person, change)
    change.finish()


def _dispose(scene: _Scene, person: _Person, change: Parameters) -> None:
    """Record dispositions; a hire on one referral is a hire elsewhere on all others, as the system sees to it."""
    path = change.field("referral_status")
    given = change.take("referral_status")
    decisions = given if isinstance(given, Mapping) else {ONLY_REFERRAL: given}
    for referral, value in decisions.items():
        if referral not in scene.seats:
            raise RuleViolation("unknown_referral", field=path, id=referral)
        wanted = Parameters({"status": value}, path).choice("status", Disposition)
        before = person.disposition.get(referral, Disposition.PENDING)
        if before in OWN_FREEING and wanted is Disposition.HIRED_ELSEWHERE:
            person.freed_before_hire.add(referral)
        person.disposition[referral] = wanted
    if Disposition.HIRED not in person.disposition.values():
        return
    for referral in scene.seats:
        now = person.disposition.get(referral, Disposition.PENDING)
        if now in OWN_FREEING:
            person.freed_before_hire.add(referral)
        if now not in (Disposition.HIRED, Disposition.NOT_SELECTED):
            person.disposition[referral] = Disposition.HIRED_ELSEWHERE


def _settle(scene: _Scene, happened: list[_Happened]) -> None:
    """Compute every referral anew and keep its floor, unless what happened clears it."""
    rule = scene.rule
    for name, seat in scene.seats.items():
        before = seat.outcome
        if any(clears_floor(rule, event) for event, where in happened if concerns(rule, name, where)):
            seat.floor = None
        outcome = _outcome(scene, name, seat)
        if _widened(before, outcome):
            seat.granted = None
            outcome = _outcome(scene, name, seat)
        seat.floor = next_floor(scene.rule, outcome.reached)
        seat.supplementary = ()
        if before is not None and not _widened(before, outcome):
            seat.supplementary = supplementary_names(before.standings, outcome.standings)
        if scene.rule.supplementary is Supplementary.ON_REQUEST and seat.granted is None:
            seat.granted = outcome.reached.line
        seat.outcome = outcome


def _widened(before: Outcome | None, after: Outcome) -> bool:
    """Say whether the rule itself reaches further than before: whoever comes into reach then is no supplement."""
    if before is None or before.reached.units_allowed is None or after.reached.units_allowed is None:
        return False
    return after.reached.units_allowed > before.reached.units_allowed


def _outcome(scene: _Scene, name: str, seat: _Seat) -> Outcome:
    """Return line, standings and what is shown on one referral."""
    rule, pool = scene.rule, _pool(scene)
    referral = ReferralFacts(as_of=scene.as_of, certified_seq=seat.certified_seq)
    here = {who: _facts_here(person, name) for who, person in scene.people.items()}
    freed = {who for who, person in scene.people.items() if name in person.freed_before_hire}
    held = held_scores(holders(rule, name, pool, _hires(scene), freed_here=freed))
    reached = reach(
        buckets(here.values(), referral, rule, held),
        rule,
        positions=positions_counted(rule, name, pool),
        floor=seat.floor,
        list_size=len(scene.people),
        granted=seat.granted,
    )
    places = _tie_places(scene, here, referral)
    placed = {who: replace(facts, tie_place=places.get(who)) for who, facts in here.items()}
    standings = {who: standing(facts, referral, rule, reached) for who, facts in placed.items()}
    shown = {who: shown_as(facts.disposition, standings[who]) for who, facts in here.items()}
    return Outcome(reached, standings, shown)


def _facts_here(person: _Person, referral: str) -> EligibleFacts:
    """Return a person's facts as one referral sees them; who is hired on any is appointed from the list."""
    status = EligibleStatus.APPOINTED if Disposition.HIRED in person.disposition.values() else person.facts.status
    here = person.disposition.get(referral, Disposition.PENDING)
    return replace(person.facts, status=status, disposition=here)


def _pool(scene: _Scene) -> list[PooledReferral]:
    """Return the referrals with how many of their positions are filled."""
    filled = {name: 0 for name in scene.seats}
    for hire in _hires(scene):
        filled[str(hire.referral)] += 1
    return [PooledReferral(name, seat.positions, filled[name], seat.is_open) for name, seat in scene.seats.items()]


def _hires(scene: _Scene) -> list[Hire]:
    """Return everyone hired on a referral of the example."""
    return [
        Hire(who, person.facts.score, referral)
        for who, person in scene.people.items()
        for referral, disposition in person.disposition.items()
        if disposition is Disposition.HIRED
    ]


def _tie_places(scene: _Scene, here: Mapping[str, EligibleFacts], referral: ReferralFacts) -> dict[str, int]:
    """Return the place of each available person among those at the same ranked score, by tie number."""
    rule = scene.rule
    available = [who for who, facts in here.items() if is_available(facts, referral, rule)]
    available.sort(key=lambda who: scene.people[who].tie_no)
    taken: dict[Decimal, int] = {}
    places: dict[str, int] = {}
    for who in available:
        score = rule.ranked_score(here[who].score)
        taken[score] = taken.get(score, 0) + 1
        places[who] = taken[score]
    return places


def _differences(scene: _Scene, step: Parameters, several: bool) -> list[str]:
    """Compare one step with its expectations."""
    found: list[str] = []
    expected = step.take("expected")
    if not isinstance(expected, Mapping):
        raise RuleViolation("not_an_object", field=step.field("expected"))
    flags = step.take("flags") if step.has("flags") else {}
    per_referral = several and any(name in scene.seats for name in expected)
    for name, seat in scene.seats.items():
        if per_referral and name not in expected:
            continue
        said = f"{name}: " if several else ""
        wanted = Parameters(expected[name] if per_referral else expected, step.field("expected"))
        found += [said + text for text in _standings_differ(seat, wanted)]
        found += [said + text for text in _flags_differ(scene, name, seat, flags)]
    return found


def _standings_differ(seat: _Seat, wanted: Parameters) -> list[str]:
    """Compare the whole map of who is shown as what."""
    shown = dict(seat.outcome.shown) if seat.outcome is not None else {}
    should: dict[str, str] = {}
    for status in wanted.names():
        listed = wanted.take(status)
        for who in listed if isinstance(listed, list) else [listed]:
            should[str(who)] = status
    return [
        f"{who} is {shown.get(who, 'not on the list')}, expected {should.get(who, 'nothing')}"
        for who in [*shown, *(name for name in should if name not in shown)]
        if shown.get(who) != should.get(who)
    ]


def _flags_differ(scene: _Scene, name: str, seat: _Seat, flags: object) -> list[str]:
    """Compare the flags that are facts of the engine; all others are notes."""
    if seat.outcome is None or not isinstance(flags, Mapping):
        return []
    reached = seat.outcome.reached
    pooled = next(each for each in _pool(scene) if each.referral == name)
    facts: dict[str, object] = {
        "reachable_ranks": reached.ranks_in_reach,
        "names_reachable": reached.names_in_reach,
        "short_certification": reached.short_certification,
        "list_exhausted": reached.list_exhausted,
        "positions_left": positions_left(pooled),
        "supplementary_certification": sorted(seat.supplementary),
    }
    found = []
    for flag, value in facts.items():
        if flag not in flags:
            continue
        wanted = flags[flag]
        if isinstance(wanted, Mapping):
            wanted = wanted.get(name)
        if isinstance(wanted, list):
            wanted = sorted(str(who) for who in wanted)
        if wanted != value:
            found.append(f"{flag} is {value}, expected {wanted}")
    return found


def _id(item: Parameters) -> str:
    """Return the id of a person or referral as text."""
    return str(item.take("id"))


def _day(item: Parameters, name: str) -> date | None:
    """Return a civil date, written out or already read by the parser."""
    if not item.has(name):
        item.drop(name)
        return None
    value = item.take(name)
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as cause:
        raise RuleViolation("bad_parameter", field=item.field(name), expected="date") from cause
