"""Everyone's standing through random histories, against the plain reading in `oracle`; and what must not matter."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from hypothesis import event, given
from hypothesis import strategies as st

from api.domain.availability import (
    EligibleFacts,
    ReferralFacts,
    Standing,
    absence,
    buckets,
    shown_as,
    standing,
    supplementary,
)
from api.domain.certification import CertificationRule, FloorEvent, Reach, clears_floor, next_floor, reach
from api.domain.lifecycle import Disposition, EligibleStatus
from api.domain.pooling import Hire, PooledReferral, concerns, held_scores, holders, positions_counted
from tests.domain.oracle import FREES, Referral, World

OPEN = ReferralFacts()
rules = st.builds(
    lambda base, pooling, after, demotion: CertificationRule.parse(
        {"unit": "score", "base": base, "pooling": pooling, "window_after_hire": after, "demotion": demotion}
    ),
    st.integers(1, 4),
    st.sampled_from(["list", "list", "certification"]),
    st.sampled_from(["hold", "hold", "recompute"]),
    st.sampled_from(["never", "positions_removed", "recompute"]),
)
steps = st.lists(
    st.tuples(
        st.sampled_from(
            (
                *("waived", "waived", "no_response", "not_selected", "back", "hire", "hire"),
                *("deactivate", "activate", "remove_position", "add_position", "close"),
            )
        ),
        st.integers(0, 11),
        st.integers(0, 2),
    ),
    max_size=25,
)


@dataclass
class Play:
    """The product's functions over the same history that the oracle lives through."""

    rule: CertificationRule
    world: World
    floors: dict[str, Decimal | None] = field(default_factory=dict)

    def facts(self, name: str) -> dict[str, EligibleFacts]:
        """Return everyone's facts on one referral."""
        hired = self.world.hired_on()
        here = self.world.referrals[name].decided
        found = {}
        for who, score in self.world.scores.items():
            own = Disposition(here.get(who, "pending"))
            status = EligibleStatus.INACTIVE if who in self.world.inactive else EligibleStatus.ACTIVE
            if who in hired:
                status = EligibleStatus.APPOINTED
                if own not in (Disposition.HIRED, Disposition.NOT_SELECTED):
                    own = Disposition.HIRED_ELSEWHERE
            found[who] = EligibleFacts(Decimal(score), status=status, disposition=own)
        return found

    def pool(self) -> list[PooledReferral]:
        """Return the referrals with their positions."""
        filled = list(self.world.hired_on().values())
        return [
            PooledReferral(name, each.positions, filled.count(name), each.open)
            for name, each in self.world.referrals.items()
        ]

    def reach(self, name: str) -> Reach:
        """Return the reach of one referral, the floor included."""
        hires = [Hire(who, Decimal(self.world.scores[who]), at) for who, at in self.world.hired_on().items()]
        freed = self.world.referrals[name].freed_before_hire
        held = held_scores(holders(self.rule, name, self.pool(), hires, freed_here=freed))
        return reach(
            buckets(self.facts(name).values(), OPEN, self.rule, held),
            self.rule,
            positions=positions_counted(self.rule, name, self.pool()),
            floor=self.floors.get(name),
        )

    def settle(self, happened: FloorEvent, where: str) -> None:
        """Compute every referral anew, as after a change."""
        for name in self.world.referrals:
            if clears_floor(self.rule, happened) and concerns(self.rule, name, where):
                self.floors[name] = None
            self.floors[name] = next_floor(self.rule, self.reach(name))

    def shown(self, name: str) -> dict[str, str]:
        """Return what everyone is shown as."""
        reached = self.reach(name)
        return {
            who: shown_as(facts.disposition, standing(facts, OPEN, self.rule, reached))
            for who, facts in self.facts(name).items()
        }


def act(world: World, what: str, who: str, where: str) -> FloorEvent | None:
    """Change the world if the move is possible; None when it is not."""
    here = world.referrals[where]
    own, hired = here.decided.get(who, "pending"), world.hired_on()
    if not here.open:
        return None
    if what in ("waived", "no_response", "not_selected"):
        if own != "pending" or who in hired:
            return None
        here.decided[who] = what
        return FloorEvent.OTHER
    if what == "back" and own in FREES and who not in hired:
        here.decided[who] = "pending"
        return FloorEvent.OTHER
    if what == "hire":
        return hire(world, who, where)
    if what in ("deactivate", "activate") and who not in hired:
        world.inactive = world.inactive | {who} if what == "deactivate" else world.inactive - {who}
        return FloorEvent.OTHER
    return move_positions(world, what, where)


def hire(world: World, who: str, where: str) -> FloorEvent | None:
    """Hire somebody in reach, if a position is left; remember where they had freed their score before."""
    here = world.referrals[where]
    filled = sum(at == where for at in world.hired_on().values())
    if world.shown(where)[who] != "reachable" or filled >= here.positions:
        return None
    for each in world.referrals.values():
        if each.decided.get(who) in FREES:
            each.freed_before_hire.add(who)
    here.decided[who] = "hired"
    return FloorEvent.OTHER


def move_positions(world: World, what: str, where: str) -> FloorEvent | None:
    """Add or remove a position, or close a referral."""
    here = world.referrals[where]
    filled = sum(at == where for at in world.hired_on().values())
    if what == "add_position":
        here.positions += 1
        return FloorEvent.OTHER
    if what == "remove_position" and here.positions > max(filled, 1):
        here.positions -= 1
        return FloorEvent.POSITION_REMOVED
    if what == "close" and sum(each.open for each in world.referrals.values()) > 1:
        here.open = False
        return FloorEvent.POOLED_REFERRAL_CLOSED
    return None


@given(rules, st.lists(st.integers(1, 6), min_size=1, max_size=12), st.lists(st.integers(1, 2), min_size=1), steps)
def test_standings_agree_with_a_plain_reading_after_every_step(
    rule: CertificationRule, scores: list[int], positions: list[int], history: list[tuple[str, int, int]]
) -> None:
    names = [f"r{number}" for number in range(min(len(positions), 3))]
    world = World(
        base=rule.base,
        hold=rule.window_after_hire.value == "hold",
        pooled=rule.pooling.value == "list",
        demotion=rule.demotion.value,
        scores={f"p{number}": score for number, score in enumerate(scores)},
        referrals={name: Referral(positions[number]) for number, name in enumerate(names)},
    )
    play = Play(rule, world)
    play.settle(FloorEvent.OTHER, names[0])
    world.remember(names[0])
    for what, number, at in history:
        where, who = names[at % len(names)], f"p{number % len(scores)}"
        happened = act(world, what, who, where)
        if happened is None:
            continue
        event(what)
        play.settle(happened, where)
        world.remember(where, positions_went=happened is not FloorEvent.OTHER)
        for name in names:
            if world.referrals[name].open:
                assert play.shown(name) == world.shown(name), (what, who, where, name)


people = st.lists(
    st.builds(
        EligibleFacts,
        st.integers(1, 8).map(Decimal),
        status=st.sampled_from([EligibleStatus.ACTIVE, EligibleStatus.ACTIVE, EligibleStatus.INACTIVE]),
        disposition=st.sampled_from(
            [Disposition.PENDING, Disposition.PENDING, Disposition.WAIVED, Disposition.NOT_SELECTED]
        ),
        attributes=st.frozensets(st.sampled_from(["lang:yue"])),
    ),
    max_size=14,
)
single_rules = st.builds(
    lambda unit, base, requires: CertificationRule.parse({"unit": unit, "base": base, "requires": requires}),
    st.sampled_from(["score", "person"]),
    st.integers(1, 4),
    st.sampled_from([[], ["lang:yue"]]),
)


def standings(facts: Mapping[str, EligibleFacts], rule: CertificationRule, positions: int) -> dict[str, Standing]:
    """Return where everyone stands on one referral."""
    reached = reach(buckets(facts.values(), OPEN, rule, {}), rule, positions=positions)
    return {who: standing(each, OPEN, rule, reached) for who, each in facts.items()}


@given(people, single_rules, st.integers(1, 3), st.randoms(use_true_random=False))
def test_a6_neither_order_nor_names_matter(
    listed: list[EligibleFacts], rule: CertificationRule, positions: int, chance: object
) -> None:
    facts = {f"p{number}": each for number, each in enumerate(listed)}
    before = standings(facts, rule, positions)
    shuffled = list(facts.items())
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert standings(dict(shuffled), rule, positions) == before
    renamed = {f"someone else {who}": each for who, each in facts.items()}
    assert list(standings(renamed, rule, positions).values()) == list(before.values())


@given(people, single_rules, st.integers(1, 3))
def test_a6_somebody_below_the_cut_changes_nobody_else(
    listed: list[EligibleFacts], rule: CertificationRule, positions: int
) -> None:
    facts = {f"p{number}": each for number, each in enumerate(listed)}
    before = standings(facts, rule, positions)
    newcomer = EligibleFacts(Decimal(0), attributes=frozenset({"lang:yue"}))
    after = standings({**facts, "newcomer": newcomer}, rule, positions)
    assert {who: each for who, each in after.items() if who != "newcomer"} == before
    full = not reach(buckets(facts.values(), OPEN, rule, {}), rule, positions=positions).short_certification
    assert after["newcomer"] is (Standing.ALTERNATE if full else Standing.REACHABLE)


@given(people, single_rules, st.integers(1, 3))
def test_i4_nobody_above_an_offered_rank_is_left_out_without_a_reason(
    listed: list[EligibleFacts], rule: CertificationRule, positions: int
) -> None:
    facts = {f"p{number}": each for number, each in enumerate(listed)}
    seen = standings(facts, rule, positions)
    offered = [facts[who].score for who, each in seen.items() if each is Standing.REACHABLE]
    for who, each in facts.items():
        if offered and each.score >= min(offered):
            assert seen[who] is Standing.REACHABLE or absence(each, OPEN, rule) is not None


@given(people, single_rules, st.integers(1, 3), st.integers(0, 13))
def test_one_more_absence_never_pushes_anybody_out(
    listed: list[EligibleFacts], rule: CertificationRule, positions: int, number: int
) -> None:
    facts = {f"p{index}": each for index, each in enumerate(listed)}
    leaver = f"p{number}"
    if leaver not in facts:
        return
    before = standings(facts, rule, positions)
    after = standings({**facts, leaver: replace(facts[leaver], disposition=Disposition.WAIVED)}, rule, positions)
    for who in facts.keys() - {leaver}:
        assert after[who] is before[who] or (before[who], after[who]) == (Standing.ALTERNATE, Standing.REACHABLE)


def test_who_comes_in_by_a_supplement_was_an_alternate_before() -> None:
    before = {"A": Standing.REACHABLE, "B": Standing.ALTERNATE, "C": Standing.UNAVAILABLE}
    after = {"A": Standing.UNAVAILABLE, "B": Standing.REACHABLE, "C": Standing.REACHABLE, "D": Standing.REACHABLE}
    assert supplementary(before, after) == ("B",)
