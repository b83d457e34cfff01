"""What the rules refuse, in one sentence each, so that a language is added by adding a table.

Templates are those of `messages`; their values are the `params` of the refusal. One that only a fault of a program can
cause has none and is told by its code.
"""

from collections.abc import Mapping

from api.domain.errors import RuleViolation
from api.domain.messages import fill

ENGLISH: Mapping[str, str] = {
    # figures and settings of rules, models and examples
    "bad_parameter": "This value does not fit here.",
    "bad_parameter.above 0": "More than 0 is needed.",
    "bad_parameter.below 1": "Less than 1 is needed.",
    "bad_parameter.share above 0": "A share above 0 is needed.",
    "bad_parameter.boolean": "Either true or false is needed.",
    "bad_parameter.choice": "One of these is needed: {allowed}.",
    "bad_parameter.date": "A date such as 2026-01-31 is needed.",
    "bad_parameter.decimal": "A plain number from {least} to {most} is needed, such as 84.5.",
    "bad_parameter.integer": "A whole number is needed.",
    "bad_parameter.integer.bounds": "A whole number from {least} to {most} is needed.",
    "bad_parameter.list": "A list is needed.",
    "bad_parameter.list of objects": "A list of objects with named values is needed.",
    "bad_parameter.list of texts": "A list of texts is needed.",
    "bad_parameter.text": "A text of 1 to {longest} characters is needed.",
    "bad_parameter.values or as_given": "Either points for each value or points as given are needed, not both.",
    "missing_parameter": "This is needed.",
    "not_a_decimal": "A plain number is needed, such as 84.5.",
    "not_an_object": "An object with named values is needed.",
    "not_exact": 'An exact number is needed, written as text such as "84.5".',
    "repeated_value": "This stands here more than once.",
    "unknown_parameter": "There is no such value here.",
    # certification rules
    "parameter_not_supported": "This cannot be followed here, so it is refused rather than ignored.",
    "tie_break_needs_names": "Ties are broken only where names are counted.",
    "tie_break_needs_recompute": "Where ties are broken, people fall out of reach when the line moves: recompute.",
    "unit_not_supported": "A rule that counts by {unit} cannot be followed here.",
    "list_size_needed": "A share of the list needs the number of names on it.",
    # scoring models and what is scored by them
    "bad_credit": "This credit is one of these: {allowed}.",
    "bad_points": "Points of 0 or more are needed, such as 35.",
    "bad_score": "A score from 0 to {maximum} is needed.",
    "credits_exclude_each_other": "This is said already where the other credit stands.",
    "missing_score": "A score is needed.",
    "no_components": "A model has at least one component.",
    "pass_above_max": "The pass mark lies above the most that can be reached.",
    "scale_upside_down": "The top of the scale must lie above its lowest passing score.",
    "two_pass_marks": "A pass mark is given in points or as a fraction, not both.",
    "unknown_component": "The model has no such component.",
    "unknown_credit": "The model has no such credit.",
    # bands
    "band_empty": "The upper limit must lie above the lower one.",
    "band_gap": "There is a gap to the band above: its lower limit must be this upper limit.",
    "band_out_of_order": "Bands go from the best down, with ranks 1, 2, 3 and so on.",
    "band_overlap": "This band overlaps the one above: its lower limit must be this upper limit.",
    "no_bands": "A model has at least one band.",
    "score_outside_bands": "No band holds a score of {score}.",
    # periods and the calendar
    "bad_business_days": "This number of business days does not fit here.",
    "bad_business_days.bounds": "A number of business days from {least} to {most} is needed.",
    "calendar_without_business_days": "The holidays leave no business days.",
    "unknown_period": "There is no such period.",
}

LANGUAGES: Mapping[str, Mapping[str, str]] = {"en": ENGLISH}


def say(refused: RuleViolation, language: str = "en") -> str:
    """Return the sentence of a refusal; its code and field where there is none."""
    templates = LANGUAGES[language]
    values = {name: _listed(value) for name, value in refused.params.items()}
    wanted = f"{refused.code}.{values['expected']}" if "expected" in values else refused.code
    bounded = (f"{wanted}.bounds",) if "most" in values else ()
    for code in (*bounded, wanted, refused.code):
        if code in templates:
            return fill(templates[code], values)
    return str(refused)


def _listed(value: object) -> object:
    return ", ".join(str(one) for one in value) if isinstance(value, tuple | list | frozenset) else value
