"""Every route declares who may call it, which version it needs and what it may refuse."""

import inspect
from collections import Counter

import pytest

from api.platform.auth import Permission
from api.platform.routing import TenantRoute
from tests.architecture.route_table import PREFIX, Route, all_routes, contract, signature_words

# POSTs that change something a client has read, so they take its version (api.md, Conventions).
NEEDS_VERSION = {
    "activate_certification_rule",
    "retire_certification_rule",
    "post_eligible_list",
    "adopt_eligible_list",
    "extend_eligible_list",
    "cancel_eligible_list",
    "preview_import_again",
    "discard_import",
    "undo_import",
    "withdraw_posting",
    "exhaust_eligible_list",
    "reopen_eligible_list",
    "apply_scoring",
    "attach_position",
    "correct_person_note",
    "withdraw_person_note",
    "dismiss_duplicate",
    "reopen_duplicate",
    "merge_person",
    "undo_merge",
}
# Those that accept a version: two people may decide about one eligible.
ACCEPTS_VERSION = {
    "commit_import",
    "record_disposition",
    "decide_protest",
    "deactivate_eligible",
    "activate_eligible",
    "waive_eligible",
    "remove_eligible",
    "restore_eligible",
}
# Those that make something new, or act on what has no version a client could hold.
WITHOUT_VERSION = {
    "add_eligible",
    "work_out_score",
    "sign_in",
    "create_user",
    "set_password",
    "create_account_link",
    "use_account_link",
    "create_api_key",
    "create_department",
    "create_job_class",
    "create_position",
    "create_holiday",
    "create_reason_code",
    "advance_clock",
    "create_certification_rule",
    "create_scoring_model",
    "create_banding_model",
    "create_eligible_list",
    "preview_import",
    "score_list",
    "create_list_document",
    "create_referral_document",
    "add_person_note",
    "search_duplicates",
    "certify_referral",
    "close_referral",
    "cancel_referral",
    "reopen_referral",
    "change_statuses",
    "file_protest",
    "write_note",
    "rescind_hire",
    "record_dispositions",
    "simulate_referral",
    "preview_referral",
    "record_inquiries",
    "extend_inquiries",
    "record_reply",
    "retry_job",
    "cancel_job",
}
# A sign-in has no version; ending it twice is no conflict.
DELETES_WITHOUT_VERSION = {"sign_out", "revoke_own_session"}

ROUTES = all_routes()
each_route = pytest.mark.parametrize("route", ROUTES, ids=[route.name for route in ROUTES])


def test_there_are_routes() -> None:
    """Otherwise nothing below says anything."""
    assert len(ROUTES) > 50
    assert {"sign_in", "certify_referral", "adopt_eligible_list"} <= {route.name for route in ROUTES}


@each_route
def test_a_route_has_exactly_one_guard(route: Route) -> None:
    assert len(route.guards) == 1, f"{route} is guarded by {route.guards}"


@each_route
def test_an_open_route_says_why(route: Route) -> None:
    if route.is_open:
        reason = route.guards[0]
        assert isinstance(reason, str)
        assert len(reason.split()) >= 4


@each_route
def test_a_route_owns_its_transaction(route: Route) -> None:
    assert issubclass(route.kind, TenantRoute), f"{route} is a {route.kind.__name__}"


def test_no_request_waits_for_a_thread() -> None:
    """What the framework cannot await it hands to a thread, which costs more than most of what is done there."""
    assert {route.name: route.in_threads for route in ROUTES if route.in_threads} == {}


def test_operation_ids_are_the_names_of_the_functions() -> None:
    assert [route.operation_id for route in ROUTES] == [route.endpoint.__name__ for route in ROUTES]
    doubled = [name for name, times in Counter(route.operation_id for route in ROUTES).items() if times > 1]
    assert doubled == []


def test_the_version_tables_name_every_post_once() -> None:
    """A new POST must be placed in one of the three."""
    placed = Counter([*NEEDS_VERSION, *ACCEPTS_VERSION, *WITHOUT_VERSION])
    posts = {route.name for route in ROUTES if route.method == "POST"}
    assert {name for name, times in placed.items() if times > 1} == set()
    assert posts == set(placed)


@each_route
def test_a_route_takes_the_version_it_must(route: Route) -> None:
    if route.method in ("PATCH", "PUT", "DELETE"):
        needs = route.name not in DELETES_WITHOUT_VERSION
    else:
        needs = route.name in NEEDS_VERSION
    assert ("if_match" in route.dependencies) == needs, f"{route} must {'' if needs else 'not '}require If-Match"
    assert ("optional_if_match" in route.dependencies) == (route.name in ACCEPTS_VERSION)


@each_route
def test_a_route_declares_what_it_may_refuse(route: Route) -> None:
    operation = contract()["paths"][f"{PREFIX}{_documented(route.path)}"][route.method.lower()]
    declared = set(operation["responses"])
    assert _derivable(route) <= declared, f"{route} does not declare {sorted(_derivable(route) - declared)}"


@each_route
def test_every_refusal_is_documented_as_a_problem(route: Route) -> None:
    operation = contract()["paths"][f"{PREFIX}{_documented(route.path)}"][route.method.lower()]
    for status, answer in operation["responses"].items():
        if status[0] in "45":
            assert set(answer["content"]) == {"application/problem+json"}, f"{route}: {status}"
            schema = answer["content"]["application/problem+json"]["schema"]
            assert schema == {"$ref": "#/components/schemas/ProblemRead"}, f"{route}: {status}"


def _documented(path: str) -> str:
    return path.replace(":path}", "}")


def _derivable(route: Route) -> set[str]:
    """The statuses that follow from the route's shape alone."""
    wanted = {"503"}
    if not route.is_open:
        wanted |= {"401", "403"}
    if route.parameters:
        wanted.add("404")
    if "if_match" in route.dependencies:
        wanted |= {"400", "412", "428"}
    if "optional_if_match" in route.dependencies:
        wanted |= {"400", "412"}
    if "PageRequest" in route.dependencies:
        wanted.add("400")
    if route.body:
        wanted |= {"400", "413", "422"}
    if route.method == "POST" and not route.is_open:
        wanted |= {"400", "422"}  # the idempotency key
    return wanted


@each_route
def test_reading_takes_a_read_session(route: Route) -> None:
    words = signature_words(route)
    if route.method == "GET":
        assert "WriteSession" not in words, f"{route} shows, so it must not write"
    else:
        assert "ReadSession" not in words, f"{route} acts"


@each_route
def test_a_handler_is_short(route: Route) -> None:
    """A handler translates; what decides stands in the service."""
    source = inspect.getsource(route.endpoint)
    body = source[source.index('"""') :].splitlines()
    assert len(body) <= 30, f"{route} has {len(body)} lines"


def test_the_guards_name_permissions_that_exist() -> None:
    """And every permission but those of features to come guards something."""
    used = {route.permission for route in ROUTES} - {None}
    assert set(Permission) - used <= {Permission.MANAGE_SYNC}
