"""The sentence for every standing, and that what is said to open the way does."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from string import Formatter

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from api.domain.availability import EligibleFacts, ReferralFacts, Standing, Waiver, WaiverScope, buckets, standing
from api.domain.certification import Bucket, CertificationRule, reach
from api.domain.errors import RuleViolation
from api.domain.explanations import Explanation, Place, explain
from api.domain.lifecycle import Disposition, EligibleStatus
from api.domain.messages import ENGLISH, LANGUAGES, fill, render
from api.domain.packs import PACKS
from api.domain.ranking import dense_ranks

SF = PACKS["sf"].rule("R3").rule()
REFERRAL = ReferralFacts(as_of=date(2026, 11, 22), certified_seq=10, department="library")
SCORES = ("1004.2", "988.4", "970", "951", "940", "930")


def people(*scores: str) -> dict[str, EligibleFacts]:
    return {score: EligibleFacts(Decimal(score)) for score in scores}


def told(
    listed: Mapping[str, EligibleFacts],
    who: str,
    *,
    rule: CertificationRule = SF,
    positions: int = 2,
    floor: str | None = None,
    held: Mapping[Decimal, int] | None = None,
    blocked: bool = False,
) -> Explanation:
    """Explain one person of a list as a service would."""
    seen = buckets(listed.values(), REFERRAL, rule, held or {})
    reached = reach(seen, rule, positions=positions, floor=None if floor is None else Decimal(floor))
    ranks = dense_ranks(each.score for each in listed.values())
    mine = listed[who].score
    above = [each for each in seen if each.score > mine and each.counts]
    in_names = rule.unit == "person"
    place = Place(
        rank=ranks[mine],
        line_rank=None if reached.line is None else ranks.get(reached.line),
        easiest_rank=None if reached.easiest_score is None else ranks[reached.easiest_score],
        counted_above=sum(each.available + each.held for each in above) if in_names else len(above),
    )
    return explain(listed[who], REFERRAL, rule, reached, place, positions=positions, blocked=blocked)


def test_the_alternate_next_in_order() -> None:
    told_of = told(people(*SCORES), "940")
    assert told_of.sentence == ("Alternate: rank 5. Reach ends at rank 4 (score 951) = 3 + 2 positions - 1 ranks.")
    assert (told_of.code, told_of.opens_if) == ("alternate.below_line", "Opens if everyone at rank 4 waives")
    assert {"rank": 5, "line_rank": 4, "line": "951", "base": 3, "positions": 2}.items() <= told_of.params.items()


def test_the_alternate_further_down() -> None:
    assert told(people(*SCORES), "930").opens_if == "Opens if 2 more ranks clear"


def test_the_rank_named_is_the_one_with_the_fewest_people() -> None:
    listed = people(*SCORES) | {"a": EligibleFacts(Decimal(951)), "b": EligibleFacts(Decimal(970))}
    assert told(listed, "940").opens_if == "Opens if everyone at rank 2 waives"


def test_when_every_rank_in_reach_is_held_only_another_position_opens_the_next() -> None:
    held = {Decimal(score): 1 for score in SCORES[:4]}
    hired = {score: replace(each, status=EligibleStatus.APPOINTED) for score, each in people(*SCORES[:4]).items()}
    listed = hired | people(*SCORES[4:])
    assert told(listed, "940", held=held).opens_if == "Opens if 1 more position is added"
    assert told(listed, "930", held=held).opens_if == "Opens if 2 more positions are added"
    by_twos = CertificationRule.parse({"unit": "score", "base": 2, "per_extra_vacancy": 2})
    assert told(listed, "930", rule=by_twos, held=held).opens_if == "Opens if 1 more position is added"
    no_more = CertificationRule.parse({"unit": "score", "base": 4, "per_extra_vacancy": 0})
    assert told(listed, "940", rule=no_more, held=held).opens_if is None


def test_a_rank_where_somebody_was_not_selected_cannot_clear() -> None:
    listed = people(*SCORES)
    listed["951"] = replace(listed["951"], disposition=Disposition.NOT_SELECTED)
    assert told(listed, "940").opens_if == "Opens if everyone at rank 3 waives"


def test_reachable_and_why() -> None:
    assert told(people(*SCORES), "970").sentence == (
        "Reachable: rank 3. Reach ends at rank 4 (score 951) = 3 + 2 positions - 1 ranks."
    )
    assert told(people(*SCORES), "970").opens_if is None


def test_reachable_because_once_in_reach() -> None:
    kept = told(people(*SCORES), "930", floor="930")
    assert kept.code == "reachable.kept"
    assert "stays in reach" in kept.sentence
    below = told(people(*SCORES, "920"), "920", floor="930")
    assert below.sentence == "Alternate: rank 7. Reach ends at rank 6 (score 930), kept from an earlier line."
    assert below.opens_if == "Opens if 3 more ranks clear"


def test_the_rule_of_the_list_needs_no_arithmetic() -> None:
    everyone = PACKS["sf"].rule("LIST").rule()
    assert told(people("900"), "900", rule=everyone).code == "reachable.list"


def test_a_sliding_band_opens_when_it_slides() -> None:
    band = PACKS["sf"].rule("BAND").rule()
    told_of = told(people("968", "960", "932"), "932", rule=band)
    assert told_of.sentence == "Alternate: rank 3. Reach ends at rank 2 (score 960)."
    assert told_of.opens_if == "Opens if everyone with a score above 967.06 leaves"


def test_names_that_must_leave() -> None:
    three = CertificationRule.parse({"unit": "person", "base": 3, "per_extra_vacancy": 0})
    listed = people("100", "99", "98", "97", "96")
    assert told(listed, "97", rule=three).opens_if == "Opens if 1 more person in reach waives"
    assert told(listed, "96", rule=three).opens_if == "Opens if 2 more people in reach waive"


def test_a_broken_tie_is_named_as_such() -> None:
    broken = CertificationRule.parse({"unit": "person", "base": 1, "tie_at_cut": "break"})
    listed = {"a": EligibleFacts(Decimal(95), tie_place=1), "b": EligibleFacts(Decimal(95), tie_place=2)}
    told_of = told(listed, "b", rule=broken, positions=1)
    assert (told_of.code, told_of.opens_if) == ("alternate.tie_broken", "Opens if 1 more person in reach waives")


def test_without_a_position_or_anybody_in_reach() -> None:
    assert told(people("990"), "990", positions=0).code == "alternate.no_position"
    assert told(people("990"), "990", positions=0).opens_if == "Opens if a position is added"
    band_of_none = CertificationRule.parse({"unit": "cutoff", "cutoff": "95"})
    nobody = told(people("90"), "90", rule=band_of_none)
    assert (nobody.code, nobody.opens_if) == ("alternate.nobody_in_reach", None)


def test_a_supplement_that_waits_for_a_request() -> None:
    asks = CertificationRule.parse({"unit": "score", "base": 1, "supplementary": "on_request"})
    reached = reach([Bucket(Decimal(980), 1)], asks, positions=1, granted=Decimal(990))
    with_floor = replace(reached, line=Decimal(990))
    place = Place(rank=2, line_rank=1, counted_above=0)
    told_of = explain(EligibleFacts(Decimal(980)), REFERRAL, asks, with_floor, place, positions=1)
    assert told_of.code == "alternate.on_request"
    assert told_of.opens_if == "Opens if the department asks for a supplementary certification"


def test_blocked_by_an_order_of_choice() -> None:
    told_of = told(people(*SCORES), "970", blocked=True)
    assert (told_of.code, told_of.opens_if) == ("blocked.order", "Opens if whoever must be chosen first leaves")


def test_excluded_by_a_condition() -> None:
    selective = CertificationRule.parse({"unit": "score", "base": 3, "requires": ["licence:b", "lang:yue"]})
    told_of = told(people("990"), "990", rule=selective)
    assert told_of.sentence == (
        "Excluded: this referral asks for lang:yue, licence:b, which is not on record for this person."
    )
    assert told_of.opens_if == "Opens if lang:yue, licence:b is put on record"


@pytest.mark.parametrize("disposition", list(Disposition))
def test_every_disposition_has_its_sentence(disposition: Disposition) -> None:
    told_of = told({"x": EligibleFacts(Decimal(990), disposition=disposition)}, "x")
    assert told_of.sentence == render(told_of.code, told_of.params)
    assert told_of.sentence.endswith(".")


@pytest.mark.parametrize("disposition", [each for each in Disposition if each is not Disposition.HIRED])
def test_whoever_a_correction_failed_is_told_so_whatever_was_decided(disposition: Disposition) -> None:
    told_of = told({"x": EligibleFacts(Decimal(990), disposition=disposition, is_failed=True)}, "x")
    assert "the new score no longer passes" in told_of.sentence
    assert told_of.params["rank"] is None


@pytest.mark.parametrize("status", [each for each in EligibleStatus if each not in ("active", "appointed_temporary")])
def test_every_status_out_of_the_pool_has_its_sentence(status: EligibleStatus) -> None:
    told_of = told({"x": EligibleFacts(Decimal(990), status=status)}, "x")
    assert told_of.code == f"unavailable.status.{status}"
    assert (told_of.opens_if is None) == (status is EligibleStatus.MERGED_OUT)


@pytest.mark.parametrize(
    ("facts", "sentence", "opens_if"),
    [
        (
            {"expires_on": date(2026, 11, 21)},
            "Unavailable: this person's eligibility ended on Nov 21, 2026.",
            "Opens if the eligibility is extended",
        ),
        (
            {"waivers": (Waiver(WaiverScope.DEPARTMENT, "library"),)},
            "Unavailable: this person waived this department.",
            "Opens if the waiver is taken back",
        ),
        (
            {"available_since_seq": 10},
            "Unavailable: this person became available after this referral was certified and counts on new ones only.",
            "Opens on referrals certified from now on",
        ),
        (
            {"status": EligibleStatus.INACTIVE},
            "Unavailable: this person is inactive on the list.",
            "Opens on new referrals if this person is made active again",
        ),
        (
            {"disposition": Disposition.WAIVED},
            "Unavailable: this person waived being considered on this referral.",
            "Opens if this answer is taken back",
        ),
    ],
)
def test_why_somebody_is_unavailable(facts: dict[str, object], sentence: str, opens_if: str) -> None:
    somebody = replace(EligibleFacts(Decimal(990)), **facts)  # type: ignore[arg-type]
    told_of = told({"x": somebody}, "x")
    assert (told_of.sentence, told_of.opens_if) == (sentence, opens_if)


def test_considerations_used_up() -> None:
    rule = CertificationRule.parse({"unit": "person", "base": 3, "max_considerations": 3})
    told_of = told({"x": EligibleFacts(Decimal(990), considered=3)}, "x", rule=rule)
    assert told_of.sentence == ("Unavailable: this person was considered 3 times, the most that this rule allows.")


@given(
    st.lists(st.integers(1, 9), min_size=2, max_size=14),
    st.integers(1, 4),
    st.integers(1, 3),
    st.sampled_from(["score", "person"]),
    st.data(),
)
def test_a4_what_is_said_to_open_the_way_does_and_nothing_less(
    scores: list[int], base: int, positions: int, unit: str, data: st.DataObject
) -> None:
    rule = CertificationRule.parse({"unit": unit, "base": base})
    listed = {f"p{number}": EligibleFacts(Decimal(score)) for number, score in enumerate(scores)}
    reached = reach(buckets(listed.values(), REFERRAL, rule, {}), rule, positions=positions)
    alternates = [who for who, each in listed.items() if standing(each, REFERRAL, rule, reached) is Standing.ALTERNATE]
    assume(alternates)
    who = data.draw(st.sampled_from(alternates))
    opens = told(listed, who, rule=rule, positions=positions)
    above = sorted({each.score for each in listed.values() if each.score > listed[who].score}, reverse=True)
    if opens.opens_code == "opens.rank_clears":
        ranks = dense_ranks(each.score for each in listed.values())
        cleared = [score for score, rank in ranks.items() if rank == opens.opens_params["easiest_rank"]]
        leave, fewer = cleared, []
    elif opens.opens_code == "opens.ranks_clear":
        needed = int(str(opens.opens_params["ranks"]))
        leave, fewer = above[:needed], above[: needed - 1]
    else:
        names = int(str(opens.opens_params["names"]))
        in_order = sorted((name for name, each in listed.items() if each.score > listed[who].score), key=str)
        assert after(listed, in_order[:names], who, rule, positions) is Standing.REACHABLE
        assert after(listed, in_order[: names - 1], who, rule, positions) is Standing.ALTERNATE
        return
    at = {score: [name for name, each in listed.items() if each.score == score] for score in above}
    assert after(listed, [name for score in leave for name in at[score]], who, rule, positions) is Standing.REACHABLE
    assert after(listed, [name for score in fewer for name in at[score]], who, rule, positions) is Standing.ALTERNATE


def after(
    listed: Mapping[str, EligibleFacts], leave: list[str], who: str, rule: CertificationRule, positions: int
) -> Standing:
    """Return where somebody stands once others have waived."""
    changed = {
        name: replace(each, disposition=Disposition.WAIVED) if name in leave else each for name, each in listed.items()
    }
    reached = reach(buckets(changed.values(), REFERRAL, rule, {}), rule, positions=positions)
    return standing(changed[who], REFERRAL, rule, reached)


def test_a_language_without_a_table_is_refused() -> None:
    with pytest.raises(RuleViolation, match="unknown_message"):
        render("hired.here", {}, "xx")
    with pytest.raises(RuleViolation, match="unknown_message"):
        render("no.such.code", {})


def test_every_language_has_every_message_with_the_same_values() -> None:
    for table in LANGUAGES.values():
        assert table.keys() == ENGLISH.keys()
        for code, template in table.items():
            fields = {name for _, name, _, _ in Formatter().parse(template) if name is not None}
            assert fields == {name for _, name, _, _ in Formatter().parse(ENGLISH[code]) if name is not None}


def test_a_count_is_written_with_its_thousands_apart() -> None:
    template = "{ranks:rank|ranks}, {names:name|names} in reach"
    assert fill(template, {"ranks": 1, "names": 100_000}) == "1 rank, 100,000 names in reach"


def test_ranks_beyond_a_thousand_stand_apart() -> None:
    params = {"rank": 12345, "reach": "Reach ends at rank 4."}
    assert render("alternate.below_line", params) == "Alternate: rank 12,345. Reach ends at rank 4."
