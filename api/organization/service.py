"""Reason codes: what an agency may give as the reason of a change, by what the reason is for."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from api.models import ReasonCode
from api.organization import queries
from api.platform import ledger
from api.platform.auth import Actor
from api.platform.ledger import Subject

OTHER = "other"

# What an agency starts with; `other`, with a note, stands in every use.
REASONS: Mapping[str, Mapping[str, str]] = {
    "disposition": {
        "not_interested": "Not interested in this position",
        "location": "Location not acceptable",
        "salary": "Salary not acceptable",
        "schedule": "Schedule or shift not acceptable",
        "accepted_elsewhere": "Accepted another position",
        "no_answer": "No answer by the deadline",
        "undeliverable": "Notice could not be delivered",
        "did_not_appear": "Did not appear for the interview",
        "failed_requirement": "Does not meet a requirement of the position",
        "failed_background": "Did not pass the background check",
        "better_qualified": "Another eligible was better qualified",
        "withdrew": "Withdrew from consideration",
        "recorded_in_error": "Recorded in error",
        "new_facts": "New facts, or a successful appeal",
    },
    "rescind": {
        "offer_withdrawn": "The department withdrew the offer",
        "declined_after_hire": "The person declined after the hire",
        "did_not_report": "The person did not report for work",
        "hire_in_error": "The hire was recorded in error",
        "order": "By order of the commission or a court",
    },
    "status": {
        "own_request": "At the person's own request",
        "temporary_waiver": "Temporary waiver",
        "no_response": "Did not respond to notices",
        "undeliverable": "Notices could not be delivered",
        "failed_requirement": "Does not meet the minimum qualifications",
        "false_statement": "False statement or fraud",
        "deceased": "Deceased",
        "appeal_granted": "Appeal granted",
        "order": "By order of the commission or a court",
        "recorded_in_error": "Recorded in error",
    },
    "position": {
        "new_requisition": "A further requisition was approved",
        "requisition_cancelled": "The requisition was cancelled",
        "funding_lost": "The funding was lost",
        "reassigned": "Filled by transfer or reassignment",
        "recorded_in_error": "Recorded in error",
    },
    "referral": {
        "filled": "All positions are filled",
        "department_request": "At the department's request",
        "requisition_cancelled": "The requisition was cancelled",
        "no_selection": "Nobody was selected",
        "report_overdue": "The department did not report back in time",
        "reopened": "Reopened to complete or correct it",
        "recorded_in_error": "Recorded in error",
    },
    "list": {
        "superseded": "Superseded by a new list",
        "test_error": "Error in the examination or its scoring",
        "fraud": "Fraud or breach of test security",
        "duration_extended": "Duration extended",
        "no_need": "No longer needed",
        "order": "By order of the commission or a court",
    },
}


async def install_reason_codes(session: AsyncSession, actor: Actor) -> None:
    """Give a new agency its reason codes."""
    rows = [
        ReasonCode(agency_id=actor.agency.id, use=use, code=code, title=title, needs_note=code == OTHER)
        for use, titles in REASONS.items()
        for code, title in {**titles, OTHER: "Other (say what in the note)"}.items()
    ]
    await queries.add_reason_codes(session, rows)

    codes = {use: [*titles, OTHER] for use, titles in REASONS.items()}
    await ledger.append(
        session, actor, "reason_codes.installed", Subject("agency", actor.agency.id), {"reason_codes": codes}
    )
