"""The worked examples of the record and of the packs, and the player that checks them."""

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.domain.packs import PACKS
from api.domain.worked_examples import ExampleResult, check, without_floats

EXAMPLES = Path(__file__).parents[1] / "data" / "certification_examples.yaml"
DOCUMENT: dict[str, Any] = yaml.safe_load(EXAMPLES.read_text("utf-8"))
# Orders of preference and protections of those who have it, and category rating, are refused, not guessed.
NOT_SUPPORTED = {
    *("FED-01", "FED-02", "FED-04", "FED-05", "FED-06", "FED-09", "FED-11"),
    *("CA-02", "NJ-03", "NJ-05", "PA-01"),
}
IDS = [each["id"] for section in ("examples", "scoring_examples") for each in DOCUMENT[section]]


@pytest.mark.parametrize("name", IDS)
def test_worked_example(name: str) -> None:
    (result,) = check(DOCUMENT, only={name})
    if name in NOT_SUPPORTED:
        assert (result.passed, result.supported) == (False, False)
        assert "parameter_not_supported" in result.mismatches[0]
    else:
        assert result == ExampleResult(name, True, [])


@pytest.mark.parametrize("rule", [rule for pack in PACKS.values() for rule in pack.rules], ids=lambda rule: rule.code)
def test_every_rule_of_a_pack_passes_its_own_examples(rule: Any) -> None:
    results = check(rule.document())
    assert results
    assert [each.mismatches for each in results if not each.passed] == []


def changed(name: str, section: str = "examples") -> dict[str, Any]:
    """Return a document with one example alone, to be changed."""
    return {section: [copy.deepcopy(next(each for each in DOCUMENT[section] if each["id"] == name))]}


def outcome(document: dict[str, Any]) -> ExampleResult:
    (result,) = check(document)
    return result


def test_a_wrong_expectation_is_told_in_words() -> None:
    document = changed("SF-05")
    document["examples"][0]["steps"][1]["expected"] = {"reachable": ["A", "D"], "alternate": ["E", "F", "X"]}
    result = outcome(document)
    assert (result.passed, result.supported) == (False, True)
    assert result.mismatches == [
        "step 2: B is unavailable, expected nothing",
        "step 2: C is unavailable, expected nothing",
        "step 2: E is reachable, expected alternate",
        "step 2: X is not on the list, expected alternate",
    ]


@pytest.mark.parametrize(
    ("name", "step", "flag", "wrong", "seen"),
    [
        ("SF-01", 0, "reachable_ranks", 4, "3"),
        ("SF-01", 0, "names_reachable", 6, "5"),
        ("SF-12", 0, "short_certification", False, "True"),
        ("SF-12", 0, "list_exhausted", False, "True"),
        ("SF-09", 1, "positions_left", 2, "1"),
        ("SF-05", 1, "supplementary_certification", ["F"], "['E']"),
    ],
)
def test_each_compared_flag_is_compared(name: str, step: int, flag: str, wrong: object, seen: str) -> None:
    document = changed(name)
    document["examples"][0]["steps"][step].setdefault("flags", {})[flag] = wrong
    assert outcome(document).mismatches == [f"step {step + 1}: {flag} is {seen}, expected {wrong}"]


def test_other_flags_are_notes() -> None:
    document = changed("SF-01")
    document["examples"][0]["steps"][0]["flags"]["mood"] = "good"
    assert outcome(document).passed


@pytest.mark.parametrize(
    ("name", "policies", "step", "expected"),
    [
        ("SF-23", {"demotion": "never"}, 1, {"reachable": ["A", "B", "C", "D"]}),
        ("SF-23", {"demotion": "positions_removed"}, 1, {"reachable": ["A", "B", "C", "D"]}),
        ("SF-14", {"demotion": "positions_removed"}, 1, {"reachable": ["A", "B", "C"], "alternate": ["D"]}),
        ("SF-14", {"demotion": "never"}, 1, {"reachable": ["A", "B", "C", "D"]}),
        (
            "SF-07",
            {"late_entry": "new_certifications"},
            1,
            {"reachable": ["B", "D", "F"], "alternate": ["G"], "unavailable": ["A", "C", "E"]},
        ),
        (
            "SF-05",
            {"supplementary": "on_request"},
            1,
            {"reachable": ["A", "D"], "alternate": ["E", "F"], "unavailable": ["B", "C"]},
        ),
    ],
)
def test_a_policy_named_in_an_example_is_followed(
    name: str, policies: dict[str, str], step: int, expected: dict[str, list[str]]
) -> None:
    document = changed(name)
    example = document["examples"][0]
    example["rule"] |= policies
    example["steps"][step] = {**example["steps"][step], "expected": expected, "flags": {}}
    assert outcome(document).mismatches == []


@pytest.mark.parametrize(
    ("name", "section", "given", "value", "told"),
    [
        ("SC-01", "scoring_examples", "composite", 0.877, "composite is 0.876, expected 0.877"),
        ("SC-03", "scoring_examples", "ranks", {"A": 1}, "ranks is {A: 1, B: 1, C: 2, D: 3, E: 3}, expected {A: 1}"),
        ("SC-04", "scoring_examples", "width", 8.7655, "width is 8.7654, expected 8.7655"),
        (
            "SC-09",
            "scoring_examples",
            "inspection_end",
            "2026-12-02",
            "inspection_end is 2026-12-01, expected 2026-12-02",
        ),
        ("SC-10", "scoring_examples", "failed", [], "failed is [D], expected []"),
    ],
)
def test_a_wrong_scoring_expectation_is_told(name: str, section: str, given: str, value: object, told: str) -> None:
    document = changed(name, section)
    document[section][0]["expected"][given] = value
    assert outcome(document).mismatches == [told]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda example: example.pop("rule"), "missing_parameter at rule"),
        (lambda example: example.pop("candidates"), "missing_parameter at candidates"),
        (lambda example: example.pop("steps"), "missing_parameter at steps"),
        (lambda example: example.update(candidates="A"), "bad_parameter at candidates"),
        (lambda example: example.update(steps=[1]), "not_an_object at steps.0"),
        (lambda example: example["steps"][0].pop("expected"), "missing_parameter at steps.0.expected"),
        (lambda example: example["candidates"][0].pop("score"), "missing_parameter at candidates.0.score"),
        (lambda example: example["candidates"][0].update(score="high"), "not_a_decimal at candidates.0.score"),
        (lambda example: example["candidates"][0].update(score=float("nan")), "not_a_decimal at candidates.0.score"),
        (lambda example: example["candidates"][0].update(list_status="gone"), "bad_parameter at candidates.0"),
        (lambda example: example["candidates"][0].update(colour="red"), "unknown_parameter at candidates.0.colour"),
        (lambda example: example["candidates"][0].update(expires="soon"), "bad_parameter at candidates.0.expires"),
        (
            lambda example: example["steps"][0].update(changes=[{"id": "Z", "list_status": "active"}]),
            "missing_parameter at steps.0.changes.0.vacancies",
        ),
        (lambda example: example["steps"][0].update(changes=[{}]), "missing_parameter at steps.0.changes.0.vacancies"),
        (
            lambda example: example["steps"][0].update(changes=[{"id": "A", "referral_status": {"R9": "waived"}}]),
            "unknown_referral",
        ),
        (lambda example: example.update(vacancies=-1), "bad_parameter at vacancies"),
    ],
)
def test_what_cannot_be_read_is_a_mismatch_and_never_an_exception(change: Any, told: str) -> None:
    document = changed("SF-01")
    change(document["examples"][0])
    result = outcome(document)
    assert not result.passed
    assert result.mismatches[0].startswith(told)


@pytest.mark.parametrize(
    "hire",
    [{"R3": "hired"}, {"R1": "hired_elsewhere", "R2": "hired_elsewhere", "R3": "hired"}],
)
def test_a_score_freed_on_a_referral_stays_freed_there_when_the_person_is_hired_elsewhere(hire: dict[str, str]) -> None:
    document = changed("SF-27")
    example = document["examples"][0]
    after_waiver = {"reachable": list("ACDEFGHI"), "alternate": ["J"], "unavailable": ["B"]}
    after_hire = {"reachable": list("ACDEFGH"), "alternate": ["I", "J"]}
    example["steps"] = [
        {"changes": [{"id": "B", "referral_status": {"R1": "waived"}}], "expected": {"R1": after_waiver}},
        {
            "changes": [{"id": "B", "referral_status": hire}],
            "expected": {
                "R1": after_waiver,
                "R2": {**after_hire, "unavailable": ["B"]},
                "R3": {**after_hire, "hired": ["B"]},
            },
        },
    ]
    assert outcome(document).mismatches == []


def test_people_and_referrals_may_come_later() -> None:
    document = changed("SF-02")
    example = document["examples"][0]
    joins = {"id": "Z", "score": 975.5}
    example["steps"].append(
        {"changes": [joins], "expected": {"reachable": ["A", "B", "Z", "C"], "alternate": ["D", "E"]}}
    )
    example["rule"]["demotion"] = "never"
    assert outcome(document).mismatches == ["step 2: D is reachable, expected alternate"]
    example["referrals"] = [{"id": "R1", "vacancies": 1}]
    example["steps"] = [
        {
            "changes": [{"id": "R2", "vacancies": 1}],
            "expected": {
                "R1": {"reachable": ["A", "B", "C", "D"], "alternate": ["E"]},
                "R2": {"reachable": ["A", "B", "C", "D"], "alternate": ["E"]},
            },
            "flags": {"reachable_ranks": {"R1": 4, "R2": 4}},
        }
    ]
    assert outcome(document).mismatches == []


@pytest.mark.parametrize("document", [{}, {"examples": None}, {"examples": []}])
def test_a_document_without_examples_has_no_results(document: dict[str, Any]) -> None:
    assert check(document) == []


@pytest.mark.parametrize("document", [{"examples": "SF-01"}, {"examples": [None]}, {"scoring_examples": [{"id": 1}]}])
def test_a_document_of_another_shape_fails(document: dict[str, Any]) -> None:
    (result,) = check(document)
    assert not result.passed


def test_numbers_of_a_parser_become_the_decimals_that_were_written() -> None:
    assert str(without_floats([969.99999, 0.1, 35.06])) == str(
        without_floats(yaml.safe_load("[969.99999, 0.1, 35.06]"))
    )
    assert [str(each) for each in without_floats([969.99999, 0.1])] == ["969.99999", "0.1"]  # type: ignore[attr-defined]
