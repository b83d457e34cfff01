"""What a pack must bring: complete policies, a scoring form that can be completed, citations."""

from typing import Any

import pytest

from api.domain.certification import CertificationRule
from api.domain.certification_rule import SUPPORTED_UNITS
from api.domain.packs import PACKS, RuleTemplate
from api.domain.scoring import ScoringModel

RULES = [(pack, rule) for pack in PACKS.values() for rule in pack.rules]


def test_san_francisco_brings_its_named_rules() -> None:
    assert [rule.code for rule in PACKS["sf"].rules] == ["R3", "R5", "R7", "R10", "LIST", "BAND"]
    assert [rule.rule().base for rule in PACKS["sf"].rules[:4]] == [3, 5, 7, 10]


@pytest.mark.parametrize(("pack", "rule"), RULES, ids=lambda each: each.code)
def test_a_packs_rule_names_every_policy_and_can_be_evaluated(pack: Any, rule: RuleTemplate) -> None:
    parsed = rule.rule()
    assert parsed.unit in SUPPORTED_UNITS
    assert parsed == CertificationRule.parse(rule.parameters, defaults=pack.policies)
    for policy in ("pooling", "window_after_hire", "demotion", "late_entry", "supplementary", "tie_at_cut"):
        assert rule.parameters[policy] == parsed.as_parameters()[policy]
    assert rule.citation
    assert pack.rule(rule.code) is rule


def test_san_franciscos_choices_where_the_sources_leave_one() -> None:
    three = PACKS["sf"].rule("R3").rule()
    assert (three.window_after_hire, three.demotion, three.late_entry, three.supplementary, three.pooling) == (
        "hold",
        "positions_removed",
        "new_certifications",
        "automatic",
        "list",
    )


@pytest.mark.parametrize("pack", PACKS.values(), ids=lambda pack: pack.code)
def test_scoring_defaults_become_a_model_with_components(pack: Any) -> None:
    model = ScoringModel.parse({**pack.scoring, "components": [{"name": "written", "weight": "1", "max": "100"}]})
    assert (model.decimals, len(model.credits)) == (5, 2)
