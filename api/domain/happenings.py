"""What an event of the ledger says, in one sentence each, so that a language is added by adding a table.

Templates are those of `messages`; their values are names and civil dates, never ids. An event without a template, or
an old one that lacks a value, is told by its name: `result.corrected` becomes "Result corrected."
"""

from collections.abc import Mapping

from api.domain.messages import fill

# Which further value, when there is one, makes a fuller sentence of an event: `list.adopted` + `expires_on`.
FULLER: Mapping[str, tuple[str, ...]] = {
    "list.adopted": ("protests_undecided", "expires_on"),
    "list.extended": ("before",),
    "list.expired": ("open_referrals",),
    "disposition.recorded": ("position_name",),
    "eligible.waived": ("scope_name", "scope_words", "until"),
    "eligible.deactivated": ("until",),
    "protest.filed": ("is_late",),
    "inquiry.answered": ("is_late",),
}

ENGLISH: Mapping[str, str] = {
    "list.created": "The list was made, in draft.",
    "list.changed": "The terms of the list changed.",
    "list.posted": (
        "Posted for inspection from {inspection_starts_on} to {inspection_ends_on},"
        " with {eligibles:eligible|eligibles}, version {list_version}."
    ),
    "list.withdrawn": "The posting was taken back; results may change again.",
    "list.adopted": "Adopted as version {list_version} with {eligibles:eligible|eligibles}.",
    "list.adopted.expires_on": (
        "Adopted as version {list_version} with {eligibles:eligible|eligibles}, valid until {expires_on}."
    ),
    "list.adopted.protests_undecided": (
        "Adopted as version {list_version} with {eligibles:eligible|eligibles}, while"
        " {protests_undecided:protest was|protests were} undecided: the list may change by their decision."
    ),
    "list.extended": "Extended until {expires_on}.",
    "list.extended.before": "Extended from {before} until {expires_on}.",
    "list.expired": "Expired: {expires_on} was its last day. No new certification from here on.",
    "list.expired.open_referrals": (
        "Expired: {expires_on} was its last day. No new certification from here on;"
        " {open_referrals:open referral finishes|open referrals finish}."
    ),
    "list.exhausted": "Declared exhausted with {ranks_available:rank|ranks} available.",
    "list.reopened": "Taken back into use.",
    "list.cancelled": "Cancelled.",
    "eligibles.deactivated": "{count:eligible|eligibles} made inactive.",
    "eligibles.activated": "{count:eligible|eligibles} made active again.",
    "eligibles.waived": "Waiver recorded for {count:eligible|eligibles}.",
    "eligibles.removed": "{count:eligible|eligibles} removed from the list.",
    "eligibles.restored": "{count:eligible|eligibles} restored by order.",
    "eligibles.expired": "The personal eligibility of {count:person|people} ended.",
    "eligibles.returned": "{count:eligible|eligibles} active again: the last day of their absence is over.",
    "waivers.ended": "{count:waiver|waivers} ended: their last day is over.",
    "eligible.deactivated": "{eligible_name} was made inactive.",
    "eligible.deactivated.until": "{eligible_name} was made inactive until {until}.",
    "eligible.activated": "{eligible_name} is active again.",
    "eligible.waived": "{eligible_name} waived the whole list.",
    "eligible.waived.until": "{eligible_name} waived the whole list until {until}.",
    "eligible.waived.scope_words": "{eligible_name} waived {scope_words}.",
    "eligible.waived.scope_name": "{eligible_name} waived {scope_words} {scope_name}.",
    "eligible.removed": "{eligible_name} was removed from the list.",
    "eligible.restored": "{eligible_name} was restored to the list by order.",
    "import.previewed": "A file was read: {new} new, {changed} changed, {unchanged} unchanged.",
    "import.uploaded": "A file was looked at.",
    "import.committed": "Results imported: {new} new, {changed} changed.",
    "result.added": "A result was added by hand; it waits for the next scoring.",
    "eligible.added": "{eligible_name} was put on the list by hand, as version {list_version}.",
    "result.corrected": "An examination result was corrected.",
    "import.undone": "An import undone: {removed} results taken away, {restored} given back their former values.",
    "import.discarded": "A previewed file put away.",
    "scoring.requested": "A scoring was asked for.",
    "scoring.computed": "A scoring was previewed.",
    "scoring.approved": "A scoring was approved to be applied.",
    "scoring.applied": "Scores applied; the list is at version {list_version}.",
    "document.requested": "A document was asked for.",
    "document.made": "A document was made.",
    "referral.certified": (
        "Referral {referral_name} certified under {rule_name}: {ranks_in_reach:rank|ranks},"
        " {names_in_reach:name|names} in reach."
    ),
    "referral.filled": "Referral {referral_name} closed, filled.",
    "referral.closed_unfilled": "Referral {referral_name} closed unfilled.",
    "referral.cancelled": "Referral {referral_name} cancelled.",
    "referral.reopened": "Referral {referral_name} reopened.",
    "referral.changed": "Report-back date or note of referral {referral_name} changed.",
    "referral.position_attached": "Position {position_name} was added to referral {referral_name}.",
    "referral.position_removed": "Position {position_name} was removed from referral {referral_name}.",
    "disposition.recorded": "{eligible_name} on referral {referral_name}: {to_word}.",
    "disposition.recorded.position_name": (
        "{eligible_name} on referral {referral_name}: {to_word}, position {position_name}."
    ),
    "dispositions.recorded": "{count:person|people} on referral {referral_name}: {to_word}.",
    "inquiry.sent": "{count:person was|people were} asked, to answer by {respond_by_on}.",
    "inquiry.extended": "{count:person has|people have} until {respond_by_on} to answer.",
    "inquiry.answered": "{eligible_name} answered {answer}.",
    "inquiry.answered.is_late": "{eligible_name} answered {answer}, after {respond_by_on}: recorded, nothing changed.",
    "hire.rescinded": "The hire of {eligible_name} for position {position_name} was rescinded.",
    "protest.filed": "Protest {number} was filed by {person_name}.",
    "protest.filed.is_late": "Protest {number} was filed by {person_name}, after the inspection period.",
    "protest.granted": "Protest {number} was granted.",
    "protest.denied": "Protest {number} was denied.",
    "protest.withdrawn": "Protest {number} was withdrawn.",
    "agency.founded": "The agency was founded here.",
    "api_key.created": "An API key was made.",
    "api_key.revoked": "An API key was revoked.",
    "session.opened": "Signed in.",
    "session.closed": "Signed out.",
    "note.added": "A note was written.",
}

LANGUAGES: Mapping[str, Mapping[str, str]] = {"en": ENGLISH}


def tell(name: str, facts: Mapping[str, object], language: str = "en") -> str:
    """Return the sentence of an event; `facts` are its values with names in the place of ids."""
    templates = LANGUAGES[language]
    fuller = [f"{name}.{fact}" for fact in FULLER.get(name, ()) if facts.get(fact)]
    for code in (*fuller, name):
        try:
            return fill(templates[code], facts)
        except KeyError:
            continue
    return in_words(name) + "."


def in_words(code: str) -> str:
    """A code as words: `report_due` becomes "Report due"."""
    words = " ".join(code.replace(".", " ").replace("_", " ").split())
    return words[:1].upper() + words[1:]
