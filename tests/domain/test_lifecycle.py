"""Every life cycle as one table, held to the status model of the worked examples."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from api.domain.errors import IllegalTransition, RuleViolation
from api.domain.filings import ImportStatus, ProtestStatus, ScoringStatus
from api.domain.lifecycle import (
    DISPOSITION,
    FREES_RANK,
    IN_POOL,
    KEEPS_RANK,
    MACHINES,
    Disposition,
    EligibleStatus,
    JobStatus,
    ListStatus,
    ReferralStatus,
    require_transition,
    target_of,
)

EXAMPLES = Path(__file__).parents[1] / "data" / "certification_examples.yaml"
MODEL: dict[str, Any] = yaml.safe_load(EXAMPLES.read_text("utf-8"))["status_model"]
STATES = {
    "eligible_list": ListStatus,
    "eligible": EligibleStatus,
    "disposition": Disposition,
    "referral": ReferralStatus,
    "import": ImportStatus,
    "scoring": ScoringStatus,
    "protest": ProtestStatus,
    "job": JobStatus,
}


def listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def described(transitions: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """Return every pair of states in a part of the status model."""
    return {(old, new) for each in transitions for old in listed(each["from"]) for new in listed(each["to"])}


@pytest.mark.parametrize("machine", sorted(MACHINES))
def test_every_state_has_its_row_and_leads_to_states(machine: str) -> None:
    states = {state.value for state in STATES[machine]}
    assert {str(state) for state in MACHINES[machine]} == states
    assert {str(new) for moves in MACHINES[machine].values() for new in moves} <= states


def test_dispositions_are_those_of_the_status_model() -> None:
    model = MODEL["referral_status"]
    people_may = {
        (str(old), str(new)) for old, moves in DISPOSITION.items() for new, move in moves.items() if move.by != "system"
    }
    system = {pair for pair in described(model["transitions"]) if pair[1] == "hired_elsewhere"}
    assert people_may == described(model["transitions"]) - system
    assert {each.value for each in Disposition} == set(model["human"])
    assert {each.value for each in FREES_RANK} == set(model["frees_rank"])
    assert {each.value for each in KEEPS_RANK} == set(model["keeps_rank"])


def test_reasons_and_parts_are_those_of_the_status_model() -> None:
    for each in MODEL["referral_status"]["transitions"]:
        for old, new in described([each]):
            move = require_transition("disposition", old, new)
            assert move.needs_reason == each.get("reason", False)
            assert move.by == ("system" if new == "hired_elsewhere" else each.get("role"))


def test_hired_elsewhere_is_set_from_anything_but_hired_and_not_selected() -> None:
    reached_from = {str(old) for old, moves in DISPOSITION.items() if Disposition.HIRED_ELSEWHERE in moves}
    finished = {"hired", "not_selected", "hired_elsewhere", "not_considered"}
    assert reached_from == {each.value for each in Disposition} - finished


def test_list_standing_is_that_of_the_status_model() -> None:
    model = MODEL["list_standing"]
    ours = {(str(old), str(new)) for old, moves in MACHINES["eligible"].items() for new in moves}
    theirs = described(model["transitions"])
    assert theirs <= ours
    # What the model calls reversible, and what must be possible to somebody who is not active at the moment.
    back = {(new, old) for old, new in theirs if old == "active"}
    assert ours - theirs - back == {
        *((old, new) for old in ("inactive", "under_waiver") for new in ("removed", "expired", "merged_out")),
        *(("appointed_temporary", new) for new in ("appointed", "removed", "expired")),
        *(("merged_out", new) for new in ("inactive", "under_waiver")),
    }
    assert {each.value for each in IN_POOL} == set(model["in_pool"])


def test_referrals_are_those_of_the_status_model() -> None:
    ours = {(str(old), str(new)) for old, moves in MACHINES["referral"].items() for new in moves}
    assert ours == described(MODEL["referral"]["transitions"])


def test_a_refused_transition_names_both_states_and_what_was_allowed() -> None:
    with pytest.raises(IllegalTransition) as refused:
        require_transition("eligible_list", "draft", "adopted")
    assert refused.value.code == "illegal_transition"
    assert dict(refused.value.params) == {
        "machine": "eligible_list",
        "from": "draft",
        "to": "adopted",
        "allowed": ("scored", "cancelled"),
    }


def test_recording_a_disposition_cannot_undo_a_hire_nor_do_what_the_system_does() -> None:
    assert require_transition("disposition", "hired", "selected").action == "rescind"
    with pytest.raises(IllegalTransition):
        require_transition("disposition", "hired", "selected", action="record")
    with pytest.raises(IllegalTransition):
        require_transition("disposition", "pending", "hired_elsewhere", action="record")


def test_an_action_leads_where_the_table_says() -> None:
    assert target_of("eligible", "under_waiver", "activate") == "active"
    assert target_of("eligible", "removed", "restore") == "active"
    with pytest.raises(IllegalTransition):
        target_of("eligible", "inactive", "restore")
    with pytest.raises(IllegalTransition):
        target_of("eligible", "removed", "activate")


def test_an_unknown_state_is_no_transition() -> None:
    with pytest.raises(RuleViolation, match="unknown_state"):
        require_transition("job", "asleep", "running")


@pytest.mark.parametrize(
    ("machine", "ends"),
    [
        ("eligible_list", {"cancelled"}),
        ("referral", {"cancelled"}),
        ("import", {"undone", "discarded"}),
        ("scoring", {"applied", "stale"}),
        ("job", {"succeeded"}),
    ],
)
def test_where_a_life_ends(machine: str, ends: set[str]) -> None:
    assert {str(state) for state, moves in MACHINES[machine].items() if not moves} == ends
