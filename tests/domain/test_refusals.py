"""What the rules refuse is said in words, not in codes."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from api import domain
from api.domain.errors import RuleViolation
from api.domain.refusals import ENGLISH, say

# Only a fault of a program, or an example file as the command line reads it, brings these about.
FAULTS = {
    "example_not_supported",
    "negative_positions",
    "root_of_a_negative",
    "scores_not_descending",
    "tie_place_needed",
    "unknown_message",
    "unknown_referral",
    "unknown_state",
}


def test_every_refusal_has_its_sentence() -> None:
    sources = [path.read_text() for path in Path(domain.__path__[0]).rglob("*.py")]
    codes = {code for text in sources for code in re.findall(r'RuleViolation\(\s*"(\w+)"', text)}
    expected = {what for text in sources for what in re.findall(r'expected="([^"]+)"', text)}
    assert codes - FAULTS == {code.partition(".")[0] for code in ENGLISH}
    assert {f"bad_parameter.{what}" for what in expected - {"a value of an example"}} <= ENGLISH.keys()
    assert all(template.endswith(".") for template in ENGLISH.values())


@pytest.mark.parametrize(
    ("refused", "sentence"),
    [
        (RuleViolation("band_empty", field="bands.0.upper"), "The upper limit must lie above the lower one."),
        (
            RuleViolation("bad_credit", allowed=("veteran", "disabled")),
            "This credit is one of these: veteran, disabled.",
        ),
        (RuleViolation("bad_parameter", expected="integer"), "A whole number is needed."),
        (
            RuleViolation("bad_parameter", expected="integer", least=0, most=9),
            "A whole number from 0 to 9 is needed.",
        ),
        (RuleViolation("bad_parameter", field="reliability"), "This value does not fit here."),
        (RuleViolation("bad_score", maximum=Decimal("100")), "A score from 0 to 100 is needed."),
        (RuleViolation("unknown_state", machine="x", state="y"), "unknown_state"),
    ],
)
def test_a_refusal_in_plain_words(refused: RuleViolation, sentence: str) -> None:
    assert say(refused) == sentence
