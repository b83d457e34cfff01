"""What a merge makes of a list on which both stand."""

from decimal import Decimal

import pytest

from api.domain.histories import tell_person
from api.domain.lifecycle import EligibleStatus
from api.domain.merging import Entry, Obstacle, plan


def entry(name: str, score: str, status: str = "active", *, other: bool = False, on: tuple[str, ...] = ()) -> Entry:
    return Entry(name, other, EligibleStatus(status), Decimal(score), on)


def test_the_higher_score_remains_whoever_has_it() -> None:
    assert plan([entry("a", "900"), entry("b", "950", other=True)]).kept == entry("b", "950", other=True)
    made = plan([entry("a", "900.5"), entry("b", "900.4", other=True)])
    assert (made.kept, list(made.merged_out)) == (entry("a", "900.5"), [entry("b", "900.4", other=True)])


def test_of_equal_scores_the_one_of_who_remains_is_kept() -> None:
    made = plan([entry("b", "900", other=True), entry("a", "900")])
    assert (made.kept, [one.eligible for one in made.merged_out]) == (entry("a", "900"), ["b"])


@pytest.mark.parametrize("status", ["inactive", "under_waiver"])
def test_whoever_is_out_for_now_is_superseded_too(status: str) -> None:
    made = plan([entry("a", "900"), entry("b", "800", status, other=True)])
    assert [one.eligible for one in made.merged_out] == ["b"]


@pytest.mark.parametrize("status", ["removed", "expired"])
def test_an_entry_that_is_out_for_a_reason_of_its_own_stays_as_it_is(status: str) -> None:
    made = plan([entry("a", "900"), entry("b", "950", status, other=True)])
    assert (made.kept, list(made.merged_out), list(made.obstacles)) == (entry("a", "900"), [], [])


@pytest.mark.parametrize("status", ["appointed", "appointed_temporary"])
@pytest.mark.parametrize("of_other", [True, False])
def test_a_hire_from_a_shared_list_stands_in_the_way(status: str, of_other: bool) -> None:
    hired = entry("x", "900", status, other=of_other)
    made = plan([hired, entry("y", "800", other=not of_other)])
    assert list(made.obstacles) == [(hired, Obstacle.APPOINTED)]
    assert not made.merged_out


def test_a_decision_on_an_open_referral_stands_in_the_way() -> None:
    decided = entry("b", "800", other=True, on=("R-2026-001",))
    assert list(plan([entry("a", "900"), decided]).obstacles) == [(decided, Obstacle.DECIDED)]


def test_one_person_s_own_entries_are_nobody_s_business() -> None:
    made = plan([entry("a", "900", "appointed"), entry("c", "800", "merged_out")])
    assert (list(made.merged_out), list(made.obstacles)) == ([], [])


def test_what_was_superseded_before_counts_no_more() -> None:
    made = plan([entry("a", "990", "merged_out"), entry("c", "800"), entry("b", "900", other=True)])
    assert (made.kept, [one.eligible for one in made.merged_out]) == (entry("b", "900", other=True), ["c"])


@pytest.mark.parametrize(
    ("event", "meanings", "facts", "sentence"),
    [
        (
            "disposition.recorded",
            {"disposition", "hire", "status"},
            {"referral": "R-1", "position": "P7", "disposition": "hired", "status": "appointed", "list": "L1"},
            "Hired on referral R-1 for position P7.",
        ),
        (
            "disposition.recorded",
            {"disposition"},
            {"referral": "R-1", "disposition": "not_selected"},
            "Referral R-1: not selected.",
        ),
        ("list.adopted", {"list"}, {"list": "L1"}, "List L1 was adopted."),
        (
            "scoring.applied",
            {"score"},
            {"score": "985.50", "list": "L1", "list_version": 2},
            "Score 985.50 on list L1, version 2.",
        ),
        (
            "person.merged",
            {"person", "status"},
            {"status": "merged_out", "list": "L1"},
            "Entry on list L1 superseded by the same person's entry with the higher score.",
        ),
        (
            "eligible.deactivated",
            {"eligible", "status"},
            {"status": "inactive", "list": "L1", "until": "2026-12-01"},
            "List L1: inactive until Dec 1, 2026.",
        ),
        ("person.changed", {"person"}, {"fields_words": "city, phone"}, "Contact data changed: city, phone."),
        ("something.new_happened", {"person"}, {}, "Something new happened."),
    ],
)
def test_an_event_is_told_as_it_concerned_somebody(
    event: str, meanings: set[str], facts: dict[str, object], sentence: str
) -> None:
    assert tell_person(event, frozenset(meanings), facts) == sentence
