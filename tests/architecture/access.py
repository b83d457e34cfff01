"""Who may call what: one row for each route, written by hand. A route without a row fails the tests."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from api.platform.auth import Permission
from tests.architecture.filling import Filled

P = Permission

# The table that an id in a path names.
PATH_IDS = {
    "department_id": "departments",
    "document_id": "documents",
    "eligible_id": "eligibles",
    "holiday_id": "holidays",
    "import_id": "list_imports",
    "job_class_id": "job_classes",
    "job_id": "jobs",
    "key_id": "api_keys",
    "list_id": "eligible_lists",
    "merge_id": "person_merges",
    "note_id": "person_notes",
    "pair_id": "duplicate_pairs",
    "person_id": "persons",
    "position_id": "positions",
    "protest_id": "protests",
    "referral_id": "referrals",
    "result_id": "exam_results",
    "rule_id": "certification_rules",
    "scoring_id": "scorings",
    "session_id": "user_sessions",
    "user_id": "users",
}
# `model_id` names a model of the kind that the path says.
MODEL_IDS = {"scoring-models": "scoring_models", "banding-models": "banding_models"}


@dataclass(frozen=True)
class Access:
    """What a route needs. None: it is open to everybody. `body` and `query` make a call that is valid in its form."""

    permission: P | None
    body: Any = None
    query: dict[str, str] = field(default_factory=dict)
    upload: bool = False


REASON = {"reason": "a test of access"}
CHANGE = {"reason_code": "other", "note": "a test of access"}

NOBODY = "00000000-0000-7000-8000-000000000000"

TABLE: dict[str, Access] = {
    "sign_in": Access(None),
    "read_session": Access(P.SIGNED_IN),
    "sign_out": Access(P.SIGNED_IN),
    "list_own_sessions": Access(P.SIGNED_IN),
    "revoke_own_session": Access(P.SIGNED_IN),
    "read_own_account": Access(P.SIGNED_IN),
    "update_own_account": Access(P.SIGNED_IN, {"name": "Another Name"}),
    "create_account_link": Access(P.MANAGE_ACCOUNTS),
    "withdraw_account_link": Access(P.MANAGE_ACCOUNTS),
    # Whoever holds the link: it is the secret itself.
    "read_account_link": Access(None),
    "use_account_link": Access(None, {"password": "a-long-new-password"}),
    "list_users": Access(P.READ_ACCOUNTS),
    "create_user": Access(P.MANAGE_ACCOUNTS),
    "read_user": Access(P.READ_ACCOUNTS),
    "update_user": Access(P.MANAGE_ACCOUNTS, {"name": "Another Name"}),
    # The own one by anybody; somebody else's only as who manages accounts.
    "set_password": Access(P.SIGNED_IN, {"password": "a-long-new-password"}),
    "list_api_keys": Access(P.READ_ACCOUNTS),
    "create_api_key": Access(P.MANAGE_ACCOUNTS),
    "read_api_key": Access(P.READ_ACCOUNTS),
    "revoke_api_key": Access(P.MANAGE_ACCOUNTS),
    "list_departments": Access(P.READ_ORGANIZATION),
    "create_department": Access(P.MANAGE_ORGANIZATION),
    "read_department": Access(P.READ_ORGANIZATION),
    "update_department": Access(P.MANAGE_ORGANIZATION, {"title": "Another"}),
    "void_department": Access(P.MANAGE_ORGANIZATION, REASON),
    "list_job_classes": Access(P.READ_ORGANIZATION),
    "create_job_class": Access(P.MANAGE_ORGANIZATION),
    "read_job_class": Access(P.READ_ORGANIZATION),
    "update_job_class": Access(P.MANAGE_ORGANIZATION, {"title": "Another"}),
    "void_job_class": Access(P.MANAGE_ORGANIZATION, REASON),
    "list_positions": Access(P.READ_ORGANIZATION),
    "create_position": Access(P.MANAGE_ORGANIZATION),
    "read_position": Access(P.READ_ORGANIZATION),
    "update_position": Access(P.MANAGE_ORGANIZATION, {"title": "Another"}),
    "void_position": Access(P.MANAGE_ORGANIZATION, REASON),
    "list_holidays": Access(P.READ_ORGANIZATION),
    "create_holiday": Access(P.MANAGE_ORGANIZATION),
    "read_holiday": Access(P.READ_ORGANIZATION),
    "update_holiday": Access(P.MANAGE_ORGANIZATION, {"title": "Another"}),
    "remove_holiday": Access(P.MANAGE_ORGANIZATION),
    "list_reason_codes": Access(P.READ_ORGANIZATION),
    "read_agency": Access(P.READ_ORGANIZATION),
    "update_agency": Access(P.MANAGE_AGENCY, {"name": "Another"}),
    "create_reason_code": Access(P.MANAGE_ORGANIZATION, {"use": "status", "code": "moved", "title": "Moved away"}),
    "update_reason_code": Access(P.MANAGE_ORGANIZATION, {"title": "Another"}),
    "read_home": Access(P.SIGNED_IN),
    "read_clock": Access(P.SIGNED_IN),
    "advance_clock": Access(P.MOVE_CLOCK),
    "list_certification_rules": Access(P.READ_RULES),
    "create_certification_rule": Access(P.MANAGE_RULES),
    "read_certification_rule": Access(P.READ_RULES),
    "play_examples": Access(P.READ_RULES),
    "update_certification_rule": Access(P.MANAGE_RULES, {"title": "Another"}),
    "activate_certification_rule": Access(P.MANAGE_RULES),
    "retire_certification_rule": Access(P.MANAGE_RULES),
    "list_scoring_models": Access(P.READ_RULES),
    "create_scoring_model": Access(P.MANAGE_RULES),
    "read_scoring_model": Access(P.READ_RULES),
    "update_scoring_model": Access(P.MANAGE_RULES, {"title": "Another"}),
    "void_scoring_model": Access(P.MANAGE_RULES, REASON),
    "work_out_score": Access(P.READ_RULES),
    "list_banding_models": Access(P.READ_RULES),
    "create_banding_model": Access(P.MANAGE_RULES),
    "read_banding_model": Access(P.READ_RULES),
    "update_banding_model": Access(P.MANAGE_RULES, {"title": "Another"}),
    "void_banding_model": Access(P.MANAGE_RULES, REASON),
    "create_eligible_list": Access(P.MANAGE_LISTS),
    "list_eligible_lists": Access(P.READ_LISTS),
    "count_eligible_lists": Access(P.READ_LISTS),
    "read_eligible_list": Access(P.READ_LISTS),
    "update_eligible_list": Access(P.MANAGE_LISTS, {"specialty": "Another"}),
    "post_eligible_list": Access(P.ADOPT_LISTS, {}),
    "adopt_eligible_list": Access(P.ADOPT_LISTS, {}),
    "extend_eligible_list": Access(P.ADOPT_LISTS, {"expires_on": "2030-01-01", **REASON}),
    "cancel_eligible_list": Access(P.ADOPT_LISTS, REASON),
    "withdraw_posting": Access(P.ADOPT_LISTS, REASON),
    "exhaust_eligible_list": Access(P.ADOPT_LISTS, REASON),
    "reopen_eligible_list": Access(P.ADOPT_LISTS, REASON),
    "read_list_outlook": Access(P.READ_LISTS),
    "file_protest": Access(
        P.MANAGE_LISTS,
        {"person_id": "00000000-0000-7000-8000-000000000000", "kind": "other", "grounds": "a test of access"},
    ),
    "list_protests": Access(P.READ_LISTS),
    "read_protest": Access(P.READ_LISTS),
    "decide_protest": Access(P.MANAGE_LISTS, {"decision": "deny", **REASON}),
    "list_notes": Access(P.READ_LISTS),
    "write_note": Access(P.MANAGE_LISTS, {"body": "a test of access"}),
    "preview_import": Access(P.MANAGE_LISTS, upload=True),
    "list_imports": Access(P.READ_LISTS),
    "read_import": Access(P.READ_LISTS),
    "download_rejected_rows": Access(P.READ_LISTS),
    "read_import_diff": Access(P.READ_LISTS),
    "preview_import_again": Access(P.MANAGE_LISTS, {}),
    "discard_import": Access(P.MANAGE_LISTS),
    "commit_import": Access(P.MANAGE_LISTS),
    "undo_import": Access(P.MANAGE_LISTS),
    "export_eligible_lists": Access(P.READ_LISTS),
    "export_referrals": Access(P.READ_REFERRALS),
    "export_eligibles": Access(P.READ_LISTS),
    "export_roster": Access(P.READ_LISTS),
    "export_results": Access(P.READ_LISTS),
    "export_standings": Access(P.READ_REFERRALS),
    "export_inquiries": Access(P.READ_REFERRALS),
    "export_response_deadlines": Access(P.READ_REFERRALS),
    "export_protests": Access(P.READ_LISTS),
    "export_scoring_diff": Access(P.READ_LISTS),
    "export_departments": Access(P.READ_ORGANIZATION),
    "export_job_classes": Access(P.READ_ORGANIZATION),
    "export_positions": Access(P.READ_ORGANIZATION),
    "export_holidays": Access(P.READ_ORGANIZATION),
    "export_people": Access(P.READ_PEOPLE),
    "export_history": Access(P.READ_PERSON_FILES),
    "export_users": Access(P.READ_ACCOUNTS),
    "export_ledger": Access(P.READ_LEDGER),
    "export_ledger_entries": Access(P.READ_LEDGER),
    "export_timeline": Access(P.SIGNED_IN, query={"subject": "nothing"}),
    "export_jobs": Access(P.READ_JOBS),
    "list_results": Access(P.READ_LISTS),
    "read_result": Access(P.READ_LISTS),
    "correct_result": Access(P.MANAGE_LISTS, {"attendance": "no_show", **REASON}),
    "list_eligibles": Access(P.READ_LISTS),
    "count_eligibles": Access(P.READ_LISTS),
    "read_eligible": Access(P.READ_LISTS),
    "add_eligible": Access(P.MANAGE_LISTS, {"person_id": NOBODY, "score": "80", "dry_run": True}),
    "read_score_report": Access(P.READ_LISTS),
    "read_score_distribution": Access(P.READ_LISTS),
    "read_public_score_report": Access(None),
    "score_list": Access(P.MANAGE_LISTS),
    "list_scorings": Access(P.READ_LISTS),
    "read_scoring": Access(P.READ_LISTS),
    "read_scoring_diff": Access(P.READ_LISTS),
    "apply_scoring": Access(P.MANAGE_LISTS),
    "create_list_document": Access(P.MANAGE_LISTS, {"kind": "score_report", "format": "pdf"}),
    "list_list_documents": Access(P.READ_LISTS),
    "create_referral_document": Access(P.READ_REFERRALS, {"kind": "certification_report", "format": "pdf"}),
    "list_referral_documents": Access(P.READ_REFERRALS),
    "download_referral_document": Access(P.READ_REFERRALS),
    "read_document": Access(P.READ_LISTS),
    "download_document": Access(P.READ_LISTS),
    "certify_referral": Access(P.CERTIFY),
    "list_referrals": Access(P.READ_REFERRALS),
    "count_referrals": Access(P.READ_REFERRALS),
    "read_referral": Access(P.READ_REFERRALS),
    "update_referral": Access(P.CERTIFY, {"note": "Another"}),
    "attach_position": Access(P.CERTIFY, {"position_id": "00000000-0000-7000-8000-000000000000"}),
    "remove_position": Access(P.CERTIFY, query=REASON),
    "close_referral": Access(P.CERTIFY, {}),
    "cancel_referral": Access(P.CERTIFY, REASON),
    "reopen_referral": Access(P.CERTIFY, REASON),
    "list_standings": Access(P.READ_REFERRALS),
    "read_standing": Access(P.READ_REFERRALS),
    "read_roster_standings": Access(P.READ_LISTS, query={"eligible_id": NOBODY}),
    "record_disposition": Access(P.DISPOSE, {"disposition": "interested"}),
    "rescind_hire": Access(P.HIRE, CHANGE),
    "record_dispositions": Access(
        P.DISPOSE, {"disposition": "interested", "people": [{"eligible_id": "00000000-0000-7000-8000-000000000000"}]}
    ),
    "simulate_referral": Access(P.SIMULATE, {}),
    "preview_referral": Access(
        P.SIMULATE,
        {
            "eligible_list_id": "00000000-0000-7000-8000-000000000000",
            "position_ids": ["00000000-0000-7000-8000-000000000000"],
        },
    ),
    "list_inquiries": Access(P.READ_REFERRALS),
    "record_inquiries": Access(P.CERTIFY, {"all_reachable": True, "means": "letter"}),
    "extend_inquiries": Access(P.CERTIFY, {"respond_by_on": "2030-01-01", **REASON}),
    "record_reply": Access(P.CERTIFY, {"answer": "interested"}),
    "list_response_deadlines": Access(P.READ_REFERRALS),
    "deactivate_eligible": Access(P.CERTIFY, CHANGE),
    "activate_eligible": Access(P.CERTIFY, CHANGE),
    "waive_eligible": Access(P.CERTIFY, CHANGE),
    "remove_eligible": Access(P.CERTIFY, CHANGE),
    "restore_eligible": Access(P.CERTIFY, CHANGE),
    "change_statuses": Access(P.CERTIFY, {"action": "deactivate", "matching": {}, **CHANGE}),
    "list_persons": Access(P.READ_PEOPLE),
    "read_person": Access(P.READ_PEOPLE),
    "update_person": Access(P.MANAGE_PEOPLE, {"city": "Another"}),
    "list_lists_of_person": Access(P.READ_PERSON_FILES),
    "list_referrals_of_person": Access(P.READ_PEOPLE),
    "list_person_history": Access(P.READ_PERSON_FILES),
    "list_person_notes": Access(P.READ_PERSON_FILES),
    "add_person_note": Access(P.MANAGE_PEOPLE, {"body": "a test of access"}),
    "correct_person_note": Access(P.MANAGE_PEOPLE, {"body": "a test of access", **REASON}),
    "withdraw_person_note": Access(P.MANAGE_PEOPLE, REASON),
    "list_duplicates": Access(P.READ_PERSON_FILES),
    "search_duplicates": Access(P.MANAGE_PEOPLE),
    "dismiss_duplicate": Access(P.MANAGE_PEOPLE, REASON),
    "reopen_duplicate": Access(P.MANAGE_PEOPLE, REASON),
    "preview_merge": Access(P.MANAGE_PEOPLE, query={"other_id": NOBODY}),
    "list_merges": Access(P.READ_PERSON_FILES),
    "merge_person": Access(P.MANAGE_PEOPLE, {"other_id": NOBODY, **REASON}),
    "undo_merge": Access(P.MANAGE_PEOPLE, REASON),
    "list_ledger_events": Access(P.READ_LEDGER),
    "list_ledger_entries": Access(P.READ_LEDGER),
    "verify_ledger": Access(P.READ_LEDGER),
    # A subject that is none ends the call; whoever may see a thing may see what happened to it.
    "read_timeline": Access(P.SIGNED_IN, query={"subject": "nothing"}),
    "list_jobs": Access(P.READ_JOBS),
    "read_job": Access(P.READ_JOBS),
    "retry_job": Access(P.MANAGE_JOBS),
    "cancel_job": Access(P.MANAGE_JOBS),
    # A topic that is none ends the call before it becomes a stream.
    "follow_events": Access(P.SIGNED_IN, query={"topics": "nothing"}),
}


@dataclass(frozen=True)
class Smuggled:
    """A call on what is one's own, whose body or query names a row of another agency."""

    route: str
    body: Callable[[Filled, Filled], Any] = lambda _own, _theirs: None
    query: Callable[[Filled, Filled], dict[str, str]] = lambda _own, _theirs: {}
    fresh: bool = False  # on a row made for the call, since one that is in use changes for nobody


def a_position(own: Filled, theirs: Filled, *, foreign: str = "") -> dict[str, str]:
    """The body of a new position; `foreign` names the field that is another agency's."""
    tables = {"job_class_id": "job_classes", "department_id": "departments"}
    ids = {name: str((theirs if name == foreign else own).id(table)) for name, table in tables.items()}
    return {"number": "P-1", "title": "Analyst", **ids}


def a_list(own: Filled, theirs: Filled, *, foreign: str = "") -> dict[str, str]:
    """The body of a new list; `foreign` names the field that is another agency's."""
    tables = {
        "job_class_id": "job_classes",
        "certification_rule_id": "certification_rules",
        "scoring_model_id": "scoring_models",
        "banding_model_id": "banding_models",
    }
    ids = {name: str((theirs if name == foreign else own).id(table)) for name, table in tables.items()}
    return {"code": "L-1", "list_type": "discrete", **ids}


def a_score(**more: str) -> dict[str, Any]:
    """A model of one component and what it is asked to score."""
    return {
        "components": [{"name": "written", "weight": "1", "max": "100"}],
        "scale": {"pass": "70", "max": "100", "pass_fraction": "0.7"},
        "raw": {"written": "80"},
        **more,
    }


SMUGGLED = (
    Smuggled(
        "work_out_score",
        lambda _, theirs: a_score(banding_model_id=str(theirs.id("banding_models"))),
    ),
    Smuggled(
        "create_banding_model",
        lambda _, theirs: {
            "code": "B-2",
            "title": "A new version",
            "bands": [{"rank": 1, "lower": "90", "upper": "100"}],
            "replaces_id": str(theirs.id("banding_models")),
        },
    ),
    Smuggled(
        "add_eligible",
        lambda _, theirs: {"person_id": str(theirs.id("persons")), "score": "80", "dry_run": True},
    ),
    Smuggled(
        "create_user",
        lambda _, theirs: {
            "email": "somebody@other.example",
            "name": "Somebody",
            "roles": ["hiring_manager"],
            "departments": [str(theirs.id("departments"))],
        },
    ),
    Smuggled("update_user", lambda _, theirs: {"departments": [str(theirs.id("departments"))]}),
    Smuggled("create_position", lambda own, theirs: a_position(own, theirs, foreign="job_class_id")),
    Smuggled("create_position", lambda own, theirs: a_position(own, theirs, foreign="department_id")),
    Smuggled("update_position", lambda _, theirs: {"department_id": str(theirs.id("departments"))}, fresh=True),
    Smuggled("update_position", lambda _, theirs: {"job_class_id": str(theirs.id("job_classes"))}, fresh=True),
    Smuggled("create_eligible_list", lambda own, theirs: a_list(own, theirs, foreign="job_class_id")),
    Smuggled("create_eligible_list", lambda own, theirs: a_list(own, theirs, foreign="certification_rule_id")),
    Smuggled("create_eligible_list", lambda own, theirs: a_list(own, theirs, foreign="scoring_model_id")),
    Smuggled("create_eligible_list", lambda own, theirs: a_list(own, theirs, foreign="banding_model_id")),
    Smuggled(
        "update_eligible_list", lambda _, theirs: {"scoring_model_id": str(theirs.id("scoring_models"))}, fresh=True
    ),
    Smuggled(
        "certify_referral",
        lambda own, theirs: {
            "eligible_list_id": str(theirs.id("eligible_lists")),
            "position_ids": [str(own.id("positions"))],
        },
    ),
    Smuggled(
        "preview_referral",
        lambda own, theirs: {
            "eligible_list_id": str(own.id("eligible_lists")),
            "position_ids": [str(theirs.id("positions"))],
        },
    ),
    Smuggled("simulate_referral", lambda _, theirs: {"add_positions": [str(theirs.id("positions"))]}),
    Smuggled("simulate_referral", lambda _, theirs: {"certification_rule_id": str(theirs.id("certification_rules"))}),
    Smuggled(
        "file_protest",
        lambda _, theirs: {"person_id": str(theirs.id("persons")), "kind": "other", "grounds": "none"},
    ),
    Smuggled("write_note", lambda _, theirs: {"body": "none", "eligible_id": str(theirs.id("eligibles"))}),
    Smuggled(
        "change_statuses",
        lambda _, theirs: {"action": "deactivate", "eligible_ids": [str(theirs.id("eligibles"))], **CHANGE},
    ),
    Smuggled("attach_position", lambda _, theirs: {"position_id": str(theirs.id("positions"))}),
    Smuggled("preview_merge", query=lambda _, theirs: {"other_id": str(theirs.id("persons"))}),
    Smuggled("merge_person", lambda _, theirs: {"other_id": str(theirs.id("persons")), **REASON}),
    Smuggled("follow_events", query=lambda _, theirs: {"topics": f"list:{theirs.id('eligible_lists')}"}),
    Smuggled("follow_events", query=lambda _, theirs: {"topics": f"referral:{theirs.id('referrals')}"}),
    Smuggled("read_timeline", query=lambda _, theirs: {"subject": f"list:{theirs.id('eligible_lists')}"}),
    Smuggled(
        "read_timeline",
        query=lambda own, theirs: {
            "subject": f"referral:{own.id('referrals')}",
            "eligible_id": str(theirs.id("eligibles")),
        },
    ),
    Smuggled("read_timeline", query=lambda _, theirs: {"subject": f"referral:{theirs.id('referrals')}"}),
    Smuggled("read_timeline", query=lambda _, theirs: {"subject": f"eligible:{theirs.id('eligibles')}"}),
    Smuggled("read_timeline", query=lambda _, theirs: {"subject": f"person:{theirs.id('persons')}"}),
    Smuggled("export_timeline", query=lambda _, theirs: {"subject": f"referral:{theirs.id('referrals')}"}),
)
