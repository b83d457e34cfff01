"""San Francisco: Charter A8.329 and the Civil Service Commission's Rules, as data.

Where the sources leave a choice open, the pack makes it explicitly: `hold` after a hire, demotion only when positions
go, late entry to new certifications only, supplementary certification by itself, positions pooled over the list.
Periods marked unverified must be confirmed by the agency before it relies on them.
"""

from collections.abc import Mapping, Sequence

from api.domain.packs.pack import Pack, RuleTemplate
from api.domain.packs.sf_examples import BAND_CASES, LIST_CASES, R3_CASES, R5_CASES, R7_CASES, R10_CASES

CHARTER = "San Francisco Charter A8.329"

POLICIES: Mapping[str, object] = {
    "per_extra_vacancy": 1,
    "tie_at_cut": "include",
    "pooling": "list",
    "window_after_hire": "hold",
    "demotion": "positions_removed",
    "late_entry": "new_certifications",
    "supplementary": "automatic",
}

SCORING: Mapping[str, object] = {
    "scale": {"pass": "700", "max": "1000", "pass_fraction": "0.7"},
    "credits": [
        {"kind": "veteran", "values": {"veteran": "35", "disabled": "70"}, "not_with": ["promotive"]},
        {"kind": "promotive", "as_given": True},
    ],
    "decimals": 5,
    "rounding": "half_up",
}

SETTINGS: Mapping[str, object] = {
    # The first figure is cited (Police Department Notice 24-107), the others are unverified.
    "inspection_business_days": {"police_promotive": 3, "cbt": 3, "promotive": 3, "pbt": 3},
    "count_posting_day": False,
    "response_business_days": {"permanent": 5, "temporary": 3},  # unverified
    "report_back_business_days": 20,
    "list_duration_months": {"default": 12, "max_total": 48},  # unverified
    "names_public": {"misc": False, "police": True, "fire": True},
}


def _template(
    code: str, title: str, citation: str, own: Mapping[str, object], cases: Sequence[Mapping[str, object]]
) -> RuleTemplate:
    """Join a rule's own parameters with the pack's policies, and its cases with the rule."""
    parameters = {**POLICIES, **own}
    examples = tuple({**case, "rule": parameters} for case in cases)
    return RuleTemplate(code, title, citation, parameters, examples)


PACK = Pack(
    code="sf",
    title="City and County of San Francisco",
    rules=(
        _template(
            "R3",
            "Rule of Three Scores",
            f"{CHARTER}; Civil Service Commission Rule 113.7.1",
            {"unit": "score", "base": 3},
            R3_CASES,
        ),
        _template(
            "R5",
            "Rule of Five Scores",
            f"{CHARTER}; Civil Service Commission Rule 113.7.3",
            {"unit": "score", "base": 5},
            R5_CASES,
        ),
        _template(
            "R7",
            "Rule of Seven Scores",
            f"{CHARTER}; Civil Service Commission Rule 113.7.3",
            {"unit": "score", "base": 7},
            R7_CASES,
        ),
        _template(
            "R10",
            "Rule of Ten Scores",
            f"{CHARTER}; Civil Service Commission Rule 113.7.3",
            {"unit": "score", "base": 10},
            R10_CASES,
        ),
        _template(
            "LIST",
            "Rule of the List",
            f"{CHARTER}; Civil Service Commission Rule 113.7.4",
            {"unit": "all"},
            LIST_CASES,
        ),
        _template(
            "BAND",
            "Statistically valid grouping (sliding band)",
            f"{CHARTER}; Civil Service Commission Rule 313.6",
            {"unit": "sliding_band", "band_width": "35.06", "window_after_hire": "recompute"},
            BAND_CASES,
        ),
    ),
    policies=POLICIES,
    scoring=SCORING,
    settings=SETTINGS,
)
