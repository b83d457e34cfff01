"""What is wrong with a value, in plain words: what the validator says is written for programmers."""

from collections.abc import Mapping
from typing import Any

_DAY = "A day such as 2026-01-31 is needed."
_INSTANT = "A point in time such as 2026-01-31T09:00:00Z is needed."
_TIME = "A time of day such as 17:00 is needed."
_WHOLE = "A whole number is needed."
_SWITCH = "Either true or false is needed."
_ID = "An id is needed."
_OBJECT = "An object with named values is needed."

ENGLISH: Mapping[str, str] = {
    "missing": "This is needed.",
    "extra_forbidden": "There is no such field here.",
    "string_type": "A text is needed.",
    "string_unicode": "A text is needed.",
    "string_too_short": "At least {min_length} characters are needed.",
    "string_too_short.one": "This is needed.",
    "string_too_long": "At most {max_length} characters are possible.",
    "string_pattern_mismatch": "This is not written as it has to be.",
    "too_short": "At least {min_length} are needed.",
    "too_short.one": "At least one is needed.",
    "too_long": "At most {max_length} are possible.",
    "list_type": "A list is needed.",
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "bool_type": _SWITCH,
    "bool_parsing": _SWITCH,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": _WHOLE,
    "int_from_float": _WHOLE,
    "greater_than": "More than {gt} is needed.",
    "greater_than_equal": "At least {ge} is needed.",
    "less_than": "Less than {lt} is needed.",
    "less_than_equal": "At most {le} is possible.",
    "literal_error": "One of these is needed: {expected}.",
    "enum": "One of these is needed: {expected}.",
    "uuid_type": _ID,
    "uuid_parsing": _ID,
    "uuid_version": _ID,
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "time_type": _TIME,
    "time_parsing": _TIME,
    "datetime_type": _INSTANT,
    "datetime_parsing": _INSTANT,
    "datetime_from_date_parsing": _INSTANT,
    "datetime_object_invalid": _INSTANT,
    "timezone_aware": "A point in time with its zone is needed, such as 2026-01-31T09:00:00Z.",
}


def plain(raised: Mapping[str, Any]) -> str:
    """The sentence of a validator's error; its own words where a check of ours wrote them."""
    kind, context = raised["type"], raised.get("ctx") or {}
    single = ENGLISH.get(f"{kind}.one") if context.get("min_length") == 1 else None
    template = single or ENGLISH.get(kind)
    if template is None:
        return str(raised["msg"]).removeprefix("Value error, ")
    return template.format(**context)
