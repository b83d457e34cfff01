"""Reading a certification rule, writing it down, and saying it in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.certification import CertificationRule, Demotion, LateEntry, Pooling
from api.domain.errors import RuleViolation
from api.domain.packs import PACKS

BASE = {"unit": "score", "base": 3}


def test_what_a_rule_leaves_unsaid_is_what_worked_examples_mean() -> None:
    plain = CertificationRule.parse({"code": "x", **BASE})
    assert (plain.demotion, plain.late_entry, plain.pooling) == (
        Demotion.RECOMPUTE,
        LateEntry.OPEN_REFERRALS,
        Pooling.CERTIFICATION,
    )


def test_an_agencys_policies_stand_where_a_rule_is_silent() -> None:
    policies = PACKS["sf"].policies
    own = CertificationRule.parse({**BASE, "demotion": "never"}, defaults=policies)
    assert (own.demotion, own.late_entry, own.pooling) == (
        Demotion.NEVER,
        LateEntry.NEW_CERTIFICATIONS,
        Pooling.LIST,
    )


@pytest.mark.parametrize(
    ("parameters", "code", "field"),
    [
        ({}, "missing_parameter", "unit"),
        ({"unit": "score"}, "missing_parameter", "base"),
        ({**BASE, "unit": "rank"}, "bad_parameter", "unit"),
        ({**BASE, "base": 0}, "bad_parameter", "base"),
        ({**BASE, "base": "3"}, "bad_parameter", "base"),
        ({**BASE, "base": True}, "bad_parameter", "base"),
        ({**BASE, "per_extra_vacancy": -1}, "bad_parameter", "per_extra_vacancy"),
        ({**BASE, "fraction": 0.25}, "not_exact", "fraction"),
        ({**BASE, "fraction": "0"}, "bad_parameter", "fraction"),
        ({**BASE, "fraction": "1.1"}, "bad_parameter", "fraction"),
        ({**BASE, "min_names": {"plus": 5}}, "missing_parameter", "min_names.plus_vacancies"),
        ({**BASE, "min_names": {"plus_vacancies": 5, "times": 2}}, "unknown_parameter", "min_names.times"),
        ({**BASE, "min_names": "2.5"}, "bad_parameter", "min_names"),
        ({"unit": "cutoff"}, "missing_parameter", "cutoff"),
        ({"unit": "sliding_band"}, "missing_parameter", "band_width"),
        ({**BASE, "demotion": "sometimes"}, "bad_parameter", "demotion"),
        ({**BASE, "requires": ["a", "a"]}, "repeated_value", "requires"),
        ({**BASE, "requires": [1]}, "bad_parameter", "requires"),
        ({**BASE, "max_considerations": 0}, "bad_parameter", "max_considerations"),
        ({**BASE, "preference": "fed_points"}, "parameter_not_supported", "preference"),
        ({**BASE, "protection": "passover"}, "parameter_not_supported", "protection"),
        ({**BASE, "merge_if_fewer_than": 3}, "parameter_not_supported", "merge_if_fewer_than"),
        ({**BASE, "tie_at_cut": "break"}, "tie_break_needs_names", "tie_at_cut"),
        (
            {"unit": "person", "base": 3, "tie_at_cut": "break", "demotion": "never"},
            "tie_break_needs_recompute",
            "demotion",
        ),
        ({**BASE, "ranks": 3}, "unknown_parameter", "ranks"),
    ],
)
def test_a_bad_rule_is_refused_by_field(parameters: dict[str, object], code: str, field: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        CertificationRule.parse(parameters)
    assert (refused.value.code, refused.value.field) == (code, field)


policies = st.fixed_dictionaries(
    {},
    optional={
        "score_rounding": st.sampled_from(["none", "nearest_whole", "truncate"]),
        "pooling": st.sampled_from(["list", "certification"]),
        "window_after_hire": st.sampled_from(["hold", "recompute"]),
        "demotion": st.sampled_from(["never", "positions_removed", "recompute"]),
        "late_entry": st.sampled_from(["new_certifications", "open_referrals"]),
        "supplementary": st.sampled_from(["automatic", "on_request"]),
        "tie_break": st.sampled_from(["list_number", "random", "filing_time", "seniority", "alphabetical"]),
        "min_names": st.one_of(st.integers(1, 9), st.just({"plus_vacancies": 5})),
        "fraction": st.sampled_from(["0.25", "1"]),
        "max_considerations": st.integers(1, 9),
        "requires": st.lists(st.sampled_from(["lang:yue", "licence:b"]), unique=True, min_size=1),
    },
)
units = st.sampled_from(
    [
        {"unit": "score", "base": 3, "per_extra_vacancy": 0},
        {"unit": "person", "base": 7, "per_extra_vacancy": 2},
        {"unit": "all"},
        {"unit": "cutoff", "cutoff": "89.5"},
        {"unit": "sliding_band", "band_width": "35.06"},
    ]
)


@given(units, policies)
def test_parameters_round_trip(unit: dict[str, object], named: dict[str, object]) -> None:
    parsed = CertificationRule.parse({**unit, **named})
    written = parsed.as_parameters()
    assert CertificationRule.parse(written) == parsed
    assert {**written, **unit, **named} == written


@pytest.mark.parametrize(
    ("parameters", "positions", "sentence"),
    [
        (BASE, 2, "Rule of 3 scores: 3 + 2 positions - 1 = 4 ranks in reach"),
        (BASE, 1, "Rule of 3 scores: 3 + 1 position - 1 = 3 ranks in reach"),
        ({**BASE, "per_extra_vacancy": 0}, 2, "Rule of 3 scores: 3 ranks in reach, whatever the number of positions"),
        (
            {"unit": "person", "base": 3, "per_extra_vacancy": 2},
            3,
            "Rule of 3 names: 3 + 2 for each of 2 further positions = 7 names in reach",
        ),
        ({"unit": "all"}, 1, "Rule of the List: everyone available is in reach"),
        ({"unit": "all"}, 0, "No position counts, so nobody is in reach"),
        (
            {**BASE, "min_names": {"plus_vacancies": 5}},
            0,
            "Rule of 3 scores: no position counts, so nobody is in reach",
        ),
        ({"unit": "person", "base": 1}, 0, "Rule of 1 name: no position counts, so nobody is in reach"),
        ({"unit": "cutoff", "cutoff": "90"}, 1, "Cut-off score: everyone with 90 or more is in reach"),
        (
            {**BASE, "per_extra_vacancy": 0, "min_names": {"plus_vacancies": 5}},
            2,
            "Rule of 3 scores: 3 ranks in reach, whatever the number of positions;"
            " more scores are added until there are 7 names",
        ),
        (
            {"unit": "sliding_band", "band_width": "35.06"},
            1,
            "Sliding band: everyone within 35.06 points of the highest available score is in reach",
        ),
    ],
)
def test_the_rule_in_plain_words(parameters: dict[str, object], positions: int, sentence: str) -> None:
    assert CertificationRule.parse(parameters).sentence(positions) == sentence


def test_a_share_of_the_list_in_plain_words() -> None:
    ohio = CertificationRule.parse({"unit": "person", "base": 10, "per_extra_vacancy": 0, "fraction": "0.25"})
    assert ohio.sentence(1, 48) == "Rule of 10 names or 25 percent of the list: 12 names in reach"
