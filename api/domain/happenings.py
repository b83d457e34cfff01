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
    "user.changed": ("roles_words",),
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
    "note.added": "A note was written.",
    # people
    "person.changed": "Of {person_name} this was changed: {fields_words}.",
    "person.merged": "The record of {other_name} was merged into that of {person_name}.",
    "person.merge_undone": "The records of {person_name} and {other_name} were parted again.",
    "person.note_added": "A note on {person_name} was written.",
    "person.note_corrected": "A note on {person_name} was corrected.",
    "person.note_withdrawn": "A note on {person_name} was withdrawn.",
    "duplicate.dismissed": "{person_name} and {other_name} are not the same person.",
    "duplicate.reopened": "{person_name} and {other_name} may be the same person after all.",
    # the agency and its records
    "agency.founded": "The agency was founded here.",
    "agency.changed": "Settings of the agency were changed.",
    "rule_pack.installed": "The rules of the pack {pack} came with the agency.",
    "reason_codes.installed": "The reasons came with the agency.",
    "reason_code.created": "The reason {code} ({title}) was added.",
    "reason_code.changed": "The reason {code} was changed.",
    "department.created": "Department {code} ({title}) was added.",
    "department.changed": "Department {department_name} was changed.",
    "department.voided": "Department {department_name} was voided.",
    "job_class.created": "Job class {code} ({title}) was added.",
    "job_class.changed": "Job class {job_class_name} was changed.",
    "job_class.voided": "Job class {job_class_name} was voided.",
    "position.created": "Position {number} ({title}) was added.",
    "position.changed": "Position {position_name} was changed.",
    "position.voided": "Position {position_name} was voided.",
    "holiday.created": "{falls_on} ({title}) became a holiday.",
    "holiday.changed": "The holiday {holiday_name} was changed.",
    "holiday.removed": "{falls_on} ({title}) is no holiday any more.",
    "certification_rule.drafted": "Certification rule {code}, version {rule_version}, was drafted.",
    "certification_rule.changed": "The draft of certification rule {certification_rule_name} was changed.",
    "certification_rule.activated": "Certification rule {code}, version {rule_version}, came into force.",
    "certification_rule.retired": "Certification rule {code}, version {rule_version}, was retired.",
    "scoring_model.created": "Scoring model {code} ({title}) was added.",
    "scoring_model.changed": "Scoring model {scoring_model_name} was changed.",
    "scoring_model.voided": "Scoring model {code} ({title}) was taken away.",
    "banding_model.created": "Banding model {code} ({title}) was added.",
    "banding_model.changed": "Banding model {banding_model_name} was changed.",
    "banding_model.voided": "Banding model {code} ({title}) was taken away.",
    # users, keys, work in the background
    "user.added": "{user_name} was added as a user: {roles_words}.",
    "user.changed": "The account of {user_name} was changed.",
    "user.changed.roles_words": "The account of {user_name} was changed: {roles_words}.",
    "user.joined": "{user_name} followed the invitation and chose a password.",
    "user.link_made": "A link to choose a password was made for {user_name}.",
    "user.link_withdrawn": "The link of {user_name} to choose a password was withdrawn.",
    "user.password_set": "A new password was set for {user_name}.",
    "api_key.created": "The API key {api_key_name} was made.",
    "api_key.revoked": "The API key {api_key_name} was revoked.",
    "session.opened": "Signed in.",
    "session.closed": "Signed out.",
    "job.retried": "A background job was started again.",
    "job.cancelled": "A background job was stopped.",
    "clock.advanced": "The clock of the demo was moved on.",
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
