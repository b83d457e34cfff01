"""Sentences from codes and values, so that a language is added by adding a table.

Templates are `str.format` templates; `{positions:position|positions}` writes the number with the right noun and
`{expires_on:day}` a civil date in words.
Plain words, reading grade 9.
"""

from collections.abc import Mapping
from datetime import date
from string import Formatter

from api.domain import calendars
from api.domain.errors import RuleViolation

ENGLISH: Mapping[str, str] = {
    # rules
    "rule.score.none": "Rule of {base:score|scores}: no position counts, so nobody is in reach",
    "rule.score.plain": "Rule of {base:score|scores}: {units:rank|ranks} in reach, whatever the number of positions",
    "rule.score.one": (
        "Rule of {base:score|scores}: {base} + {positions:position|positions} - 1 = {units:rank|ranks} in reach"
    ),
    "rule.score.many": (
        "Rule of {base:score|scores}: {base} + {extra} for each of {further:further position|further positions}"
        " = {units:rank|ranks} in reach"
    ),
    "rule.score.share": "Rule of {base:score|scores} or {percent} percent of the list: {units:rank|ranks} in reach",
    "rule.person.none": "Rule of {base:name|names}: no position counts, so nobody is in reach",
    "rule.person.plain": "Rule of {base:name|names}: {units:name|names} in reach, whatever the number of positions",
    "rule.person.one": (
        "Rule of {base:name|names}: {base} + {positions:position|positions} - 1 = {units:name|names} in reach"
    ),
    "rule.person.many": (
        "Rule of {base:name|names}: {base} + {extra} for each of {further:further position|further positions}"
        " = {units:name|names} in reach"
    ),
    "rule.person.share": "Rule of {base:name|names} or {percent} percent of the list: {units:name|names} in reach",
    "rule.all": "Rule of the List: everyone available is in reach",
    "rule.cutoff": "Cut-off score: everyone with {cutoff} or more is in reach",
    "rule.sliding_band": "Sliding band: everyone within {band_width} points of the highest available score is in reach",
    "rule.fixed_band": "Fixed bands: everyone in the highest band is in reach",
    "rule.category": "Category rating: everyone in the highest category is in reach",
    "rule.min_names": "more scores are added until there are {names:name|names}",
    "rule.none": "No position counts, so nobody is in reach",
    # standings
    "reachable.in_reach": "Reachable: rank {rank}. {reach}",
    "reachable.kept": (
        "Reachable: rank {rank}. The line now stands above this rank,"
        " but whoever was once in reach here stays in reach."
    ),
    "reachable.list": "Reachable: rank {rank}. Under the Rule of the List everyone available may be chosen.",
    "alternate.below_line": "Alternate: rank {rank}. {reach}",
    "alternate.tie_broken": "Alternate: rank {rank}. The last name in reach has the same score; the tie was broken.",
    "alternate.no_position": "Alternate: rank {rank}. There is no position left to fill on this referral.",
    "alternate.nobody_in_reach": "Alternate: rank {rank}. Nobody is in reach on this referral.",
    "alternate.on_request": (
        "Alternate: rank {rank}. A rank above has cleared; the next one opens when the department asks for it."
    ),
    "alternate.over": "Alternate: rank {rank}. This referral is over: nobody is chosen from it.",
    "blocked.order": "Blocked: rank {rank}. In reach, but somebody else must be chosen first.",
    "excluded.condition": "Excluded: this referral asks for {missing}, which is not on record for this person.",
    "hired.here": "Hired on this referral.",
    "not_selected.in_reach": (
        "Not selected: rank {rank}. This person was in reach and was not chosen; the rank still counts."
    ),
    "not_selected.below": "Not selected: rank {rank}. The rank is not in reach now.",
    "not_selected.over": "Not selected: rank {rank}. This referral is over.",
    "not_selected.failed": "Not selected, and the new score no longer passes the examination.",
    "unavailable.disposition.waived": "Unavailable: this person waived being considered on this referral.",
    "unavailable.disposition.declined": "Unavailable: this person declined the offer made on this referral.",
    "unavailable.disposition.no_response": "Unavailable: this person did not answer by the deadline.",
    "unavailable.disposition.failed_to_appear": "Unavailable: this person did not appear when invited.",
    "unavailable.disposition.disqualified": "Unavailable: this person was disqualified on this referral.",
    "unavailable.disposition.removed": "Unavailable: this person was removed from this referral.",
    "unavailable.disposition.hired_elsewhere": "Unavailable: this person was hired on another referral.",
    "unavailable.disposition.not_considered": "Unavailable: the referral closed before this person was considered.",
    "unavailable.status.tentative": "Unavailable: the list is not adopted yet.",
    "unavailable.status.inactive": "Unavailable: this person is inactive on the list.",
    "unavailable.status.under_waiver": "Unavailable: this person has waived the whole list for now.",
    "unavailable.status.appointed": "Unavailable: this person was appointed from this list.",
    "unavailable.status.removed": "Unavailable: this person was removed from the list.",
    "unavailable.status.expired": "Unavailable: this person's eligibility has ended.",
    "unavailable.status.merged_out": "Unavailable: a newer result of the same person stands instead of this one.",
    "unavailable.failed": "Unavailable: the new score no longer passes the examination.",
    "unavailable.expired": "Unavailable: this person's eligibility ended on {expires_on:day}.",
    "unavailable.waiver": "Unavailable: this person waived this {scope_words}.",
    "unavailable.late_entry": (
        "Unavailable: this person became available after this referral was certified and counts on new ones only."
    ),
    "unavailable.considerations": (
        "Unavailable: this person was considered {considered:time|times}, the most that this rule allows."
    ),
    # the steps that lead to a standing
    "step.failed": "Stood on the list with score {score}; the new score no longer passes.",
    "step.place": "Rank {rank} on the list, with a score of {score}.",
    "step.conditions": "Has what this referral asks for: {asked}.",
    "step.conditions.failed": "This referral asks for {missing}: not on record.",
    "step.disposition.pending": "Nothing has been decided about this person on this referral.",
    "step.disposition.interested": "Is interested; the rank counts.",
    "step.disposition.selected": "Was selected; the rank counts until the hire.",
    "step.disposition.not_selected": "Was not selected; the rank still counts.",
    "step.disposition.hired": "Was hired on this referral.",
    "step.disposition.waived": "Waived being considered on this referral.",
    "step.disposition.declined": "Declined the offer made on this referral.",
    "step.disposition.no_response": "Did not answer by the deadline.",
    "step.disposition.failed_to_appear": "Did not appear when invited.",
    "step.disposition.disqualified": "Was disqualified on this referral.",
    "step.disposition.removed": "Was removed from this referral.",
    "step.disposition.hired_elsewhere": "Was hired on another referral.",
    "step.disposition.not_considered": "The referral closed before this person was considered.",
    "step.status.active": "Is active on the list.",
    "step.status.appointed_temporary": "Has a temporary appointment and stays on the list.",
    "step.status.tentative": "The list is not adopted yet.",
    "step.status.inactive": "Is inactive on the list.",
    "step.status.under_waiver": "Has waived the whole list for now.",
    "step.status.appointed": "Was appointed from this list.",
    "step.status.removed": "Was removed from the list.",
    "step.status.expired": "The personal eligibility has ended.",
    "step.status.merged_out": "A newer result of the same person stands instead of this one.",
    "step.expiry": "The personal eligibility lasts until {expires_on:day}.",
    "step.expiry.failed": "The personal eligibility ended on {expires_on:day}.",
    "step.waivers": "No waiver on record declines this referral.",
    "step.waivers.failed": "A waiver on record declines this referral.",
    "step.entry": "Was available when the referral was certified.",
    "step.entry.failed": "Became available after the referral was certified.",
    "step.considerations": "Was considered {considered:time|times}; the rule allows {most}.",
    "step.considerations.failed": "Was considered {considered:time|times}, the most that the rule allows.",
    "step.rule": "{rule}.",
    "step.line.none": "Nobody counts, so nobody is in reach.",
    "step.line.plain": "The reach ends at rank {line_rank} (score {line}).",
    "step.line.kept": "The reach ends at rank {line_rank} (score {line}), kept from an earlier line.",
    "step.line.score": (
        "From the top, {counted:rank|ranks} with somebody who counts: down to rank {line_rank} (score {line})."
    ),
    "step.line.person": "From the top, {counted:name counts|names count}: down to rank {line_rank} (score {line}).",
    "step.above.score": "{above:rank that counts stands|ranks that count stand} above this score.",
    "step.above.person": "{above:name that counts stands|names that count stand} above this score.",
    "step.over": "This referral is over: nobody is chosen from it.",
    "step.everyone": "Everyone available may be chosen: in reach.",
    "step.inside": "Rank {rank} is not below the line: in reach.",
    "step.below": "Rank {rank} is below the line.",
    "step.nobody": "Rank {rank} is not in reach.",
    "step.tie": "Place {place} of those with the same score, of whom {taken} are in reach: the tie was broken.",
    "step.not_selected": "In reach or not, this person is shown as not selected: that was decided here.",
    # where the reach ends, inside the sentences above
    "reach.score": "Reach ends at rank {line_rank} (score {line}) = {arithmetic}.",
    "reach.score.kept": "Reach ends at rank {line_rank} (score {line}), kept from an earlier line.",
    "reach.other": "Reach ends at rank {line_rank} (score {line}).",
    "arithmetic.score.one": "{base} + {positions:position|positions} - 1 ranks",
    "arithmetic.score.plain": "{units:rank|ranks}",
    "arithmetic.score.many": "{base} + {extra} x {further} = {units:rank|ranks}",
    "arithmetic.score.share": "{units:rank|ranks}",
    "arithmetic.person.one": "{base} + {positions:position|positions} - 1 names",
    "arithmetic.person.plain": "{units:name|names}",
    "arithmetic.person.many": "{base} + {extra} x {further} = {units:name|names}",
    "arithmetic.person.share": "{units:name|names}",
    "scope.position": "position",
    "scope.referral": "referral",
    "scope.department": "department",
    "scope.location": "location",
    "scope.employment": "kind of employment",
    "scope.general": "list",
    # what would change it
    "opens.rank_clears": "Opens if everyone at rank {easiest_rank} waives",
    "opens.one_rank_clears": "Opens if everyone at one of the ranks in reach waives",
    "opens.ranks_clear": "Opens if {ranks} more ranks clear",
    "opens.names_leave": "Opens if {names:more person|more people} in reach waive",
    "opens.name_leaves": "Opens if 1 more person in reach waives",
    "opens.positions_added": "Opens if {positions:more position is|more positions are} added",
    "opens.position_added": "Opens if a position is added",
    "opens.band_slides": "Opens if everyone with a score above {above} leaves",
    "opens.on_request": "Opens if the department asks for a supplementary certification",
    "opens.order": "Opens if whoever must be chosen first leaves",
    "opens.condition": "Opens if {missing} is put on record",
    "opens.taken_back": "Opens if this answer is taken back",
    "opens.late_answer": "Opens if a late answer is accepted",
    "opens.by_appeal": "Opens if an appeal decides so",
    "opens.by_order": "Opens if an order restores this person",
    "opens.good_cause": "Opens if good cause is shown",
    "opens.analyst": "Opens if the certification analyst takes this back",
    "opens.corrected": "Opens if a later correction lets the score pass again",
    "opens.restored_here": "Opens if this person is put back on the referral",
    "opens.rescinded": "Opens if the hire is rescinded",
    "opens.reopened": "Opens if the referral is reopened",
    "opens.adopted": "Opens if the list is adopted",
    "opens.activated": "Opens if this person is made active again",
    "opens.activated_for_new": "Opens on new referrals if this person is made active again",
    "opens.extended": "Opens if the eligibility is extended",
    "opens.waiver_ends": "Opens if the waiver is taken back",
    "opens.new_referral": "Opens on referrals certified from now on",
    "opens.asked_for": "Opens if the appointing authority asks for this person in writing",
}

LANGUAGES: Mapping[str, Mapping[str, str]] = {"en": ENGLISH}


class _Wording(Formatter):
    """Formats a whole number with thousands apart, `{n:one|many}` with its noun, `{expires_on:day}` in words."""

    def format_field(self, value: object, format_spec: str) -> str:
        """Choose the noun by the number; what has another format is formatted as usual."""
        if format_spec == "day":
            return calendars.in_words(date.fromisoformat(str(value)))
        number = f"{value:,}" if isinstance(value, int) else str(value)
        if "|" not in format_spec:
            return number if not format_spec else str(super().format_field(value, format_spec))
        one, _, many = format_spec.partition("|")
        return f"{number} {one if value == 1 else many}"


def render(code: str, params: Mapping[str, object], language: str = "en") -> str:
    """Return the sentence for a code; a code or language without a template is refused with `unknown_message`."""
    template = LANGUAGES.get(language, {}).get(code)
    if template is None:
        raise RuleViolation("unknown_message", message=code, language=language)
    return fill(template, params)


def fill(template: str, params: Mapping[str, object]) -> str:
    """Return a template with its values; KeyError where one is missing."""
    return _Wording().vformat(template, (), params)
