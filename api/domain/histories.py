"""What an event meant for one person, in one sentence, so that a language is added by adding a table.

Templates are those of `messages`. One event may mean several things for somebody: the fullest of them is told.
"""

from collections.abc import Mapping, Sequence

from api.domain.happenings import in_words
from api.domain.messages import fill

# What an event may mean, the most telling first.
MEANINGS: Sequence[str] = (
    "hire",
    "disposition",
    "reached",
    "score",
    "status",
    "result",
    "correction",
    "list",
    "person",
    "eligible",
)

ENGLISH: Mapping[str, str] = {
    "hire": "Hired on referral {referral} for position {position}.",
    "disposition": "Referral {referral}: {disposition_word}.",
    "reached": "Came into reach on referral {referral}, list {list}.",
    "score": "Score {score} on list {list}, version {list_version}.",
    "status": "List {list}: {status_word}.",
    "status.until": "List {list}: {status_word} until {until:day}.",
    "status.failed": "List {list}: the new score no longer passes.",
    "status.merge": "Entry on list {list} superseded by the same person's entry with the higher score.",
    "status.merge_undone": "Entry on list {list} stands again: {status_word}.",
    "result": "Examination result for list {list} imported, number {number}: {attendance_word}.",
    "correction": "Examination result for list {list} corrected.",
    "list.posted": "List {list} was posted for inspection.",
    "list.adopted": "List {list} was adopted.",
    "list.extended": "List {list} was extended.",
    "list.expired": "List {list} expired.",
    "list.cancelled": "List {list} was cancelled.",
    "eligible.waived": "Waiver recorded on list {list}.",
    "eligible.activated": "Active again on list {list}.",
    "person.changed": "Contact data changed: {fields_words}.",
    "person.note_added": "A note was written.",
    "person.note_corrected": "A note was corrected.",
    "person.note_withdrawn": "A note was withdrawn.",
    "person.merged": "Another person's record was merged into this one.",
    "person.merge_undone": "A merge was undone; they are two persons again.",
    "duplicate.dismissed": "Reviewed as a possible duplicate: not the same person.",
    "duplicate.reopened": "A decision about a possible duplicate was taken back.",
}

LANGUAGES: Mapping[str, Mapping[str, str]] = {"en": ENGLISH}


_CODES = ("disposition", "status", "attendance")
_BY_MERGE: Mapping[str, str] = {"person.merged": "status.merge", "person.merge_undone": "status.merge_undone"}


def tell_person(event: str, meanings: frozenset[str], facts: Mapping[str, object], language: str = "en") -> str:
    """Return the sentence of what an event meant for a person; where there is none, the event's name in words."""
    templates = LANGUAGES[language]
    words = {f"{name}_word": in_words(str(facts[name])).lower() for name in _CODES if name in facts}
    for meaning in (one for one in MEANINGS if one in meanings):
        for code in _codes(meaning, event, facts):
            try:
                return fill(templates[code], {**facts, **words})
            except KeyError:
                continue
    return in_words(event) + "."


def _codes(meaning: str, event: str, facts: Mapping[str, object]) -> tuple[str, ...]:
    """The templates of a meaning, fullest first; of what has no meaning of its own, the event's."""
    if meaning in ("list", "person", "eligible"):
        return (event,)
    if meaning == "status" and event in _BY_MERGE:
        return (_BY_MERGE[event],)
    if meaning == "status" and event == "scoring.applied" and facts.get("status") == "removed":
        return ("status.failed",)
    return ("status.until", "status") if meaning == "status" and facts.get("until") else (meaning,)
