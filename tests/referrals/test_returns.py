"""What comes back, and what does not: reopening, rescinding, restoring, temporary appointments, dates."""

from datetime import date

import pytest
from sqlalchemy import text

from tests.conftest import Clerks, World
from tests.referrals.test_reach import TEN, names
from tests.support.city import City
from tests.support.clerk import PASSWORD, Clerk, problem
from tests.support.staff import colleague

WHY = {"reason": "to complete it"}


@pytest.fixture
async def city(administrator: Clerk, world: World) -> City:
    """An adopted list under the Rule of Three Scores; the last of six positions is temporary."""
    city = await City.build(administrator, world, TEN, positions=5)
    await city.position("T0", employment="temporary")
    return city


async def hire(city: City, referral: str, name: str) -> None:
    """Select and hire."""
    for disposition in ("selected", "hired"):
        answer = await city.dispose(referral, name, disposition)
        assert answer.status_code == 200, answer.text


async def set_columns(city: City, table: str, where: str, **values: object) -> None:
    """Change rows behind the service's back, as only time does."""
    columns = ", ".join(f"{name} = :{name}" for name in values)
    async with city.database.transaction(city.world.agency.id) as session:
        await session.execute(text(f"UPDATE {table} SET {columns} WHERE {where}"), values)


async def test_a_referral_that_was_closed_forgets_its_floor_as_its_pool_did(city: City) -> None:
    one, two = (await city.certify(0, 1))["id"], (await city.certify(2))["id"]
    assert names(await city.shown(one), "reachable") == "ABCDEF"
    await city.clerk.make(f"/referrals/{two}/close", WHY)
    await city.clerk.make(f"/referrals/{one}/close", WHY)
    await city.clerk.make(f"/referrals/{two}/reopen", WHY)
    assert names(await city.shown(two), "reachable") == "ABCD"


async def test_reopening_leaves_off_what_was_filled_meanwhile_and_is_refused_when_nothing_is_left(city: City) -> None:
    one = (await city.certify(0, 1))["id"]
    await city.clerk.make(f"/referrals/{one}/close", WHY)
    two = (await city.certify(0))["id"]
    await hire(city, two, "A")
    await city.clerk.make(f"/referrals/{two}/close", WHY)
    reopened = await city.clerk.make(f"/referrals/{one}/reopen", WHY)
    assert ([one["number"] for one in reopened["positions"]], reopened["positions_counted"]) == (["P1"], 1)
    await city.clerk.make(f"/referrals/{one}/close", WHY)
    three = (await city.certify(1))["id"]
    await hire(city, three, "B")
    problem(await city.clerk.post(f"/referrals/{one}/reopen", WHY), 409, "no_position_left")


async def test_reopening_leaves_off_what_another_open_referral_has(city: City) -> None:
    one = (await city.certify(0, 1))["id"]
    await city.clerk.make(f"/referrals/{one}/close", WHY)
    two = (await city.certify(0))["id"]
    reopened = await city.clerk.make(f"/referrals/{one}/reopen", WHY)
    assert [position["number"] for position in reopened["positions"]] == ["P1"]
    kept = await city.clerk.read(f"/referrals/{two}")
    assert ([position["number"] for position in kept["positions"]], kept["status"]) == (["P0"], "certified")


async def test_a_hire_told_to_a_referral_is_taken_back_there_though_it_was_closed(city: City) -> None:
    one, two = (await city.certify(0))["id"], (await city.certify(1))["id"]
    await city.dispose(two, "A", "interested")
    await hire(city, one, "A")
    await city.clerk.make(f"/referrals/{two}/close", WHY)
    await city.clerk.make(f"/referrals/{one}/eligibles/{city.people['A']}/rescind", {"reason_code": "hire_in_error"})
    await city.clerk.make(f"/referrals/{two}/reopen", WHY)
    item = await city.clerk.read(f"/referrals/{two}/eligibles/{city.people['A']}")
    assert (item["disposition"], item["standing"]) == ("interested", "reachable")


async def test_a_hire_made_while_a_referral_was_closed_is_told_when_it_opens(city: City) -> None:
    one, two = (await city.certify(0))["id"], (await city.certify(1))["id"]
    await city.clerk.make(f"/referrals/{two}/close", WHY)
    await hire(city, one, "A")
    await city.clerk.make(f"/referrals/{two}/reopen", WHY)
    item = await city.clerk.read(f"/referrals/{two}/eligibles/{city.people['A']}")
    assert (item["disposition"], item["standing"]) == ("hired_elsewhere", "unavailable")


async def test_whoever_was_hired_elsewhere_after_a_refusal_is_not_returned_until_the_hire_is_undone(city: City) -> None:
    one, two = (await city.certify(0))["id"], (await city.certify(1))["id"]
    for disposition in ("interested", "not_selected"):
        assert (await city.dispose(two, "A", disposition)).status_code == 200
    await hire(city, one, "A")
    item = await city.clerk.read(f"/referrals/{two}/eligibles/{city.people['A']}")
    assert (item["disposition"], item["standing"], item["may_become"]) == ("not_selected", "unavailable", [])
    problem(await city.dispose(two, "A", "interested"), 409, "already_appointed")
    three = (await city.certify(2))["id"]  # certified after the hire: nothing to decide there either
    problem(await city.dispose(three, "A", "interested"), 409, "already_appointed")
    await city.clerk.make(f"/referrals/{one}/eligibles/{city.people['A']}/rescind", {"reason_code": "hire_in_error"})
    assert (await city.dispose(two, "A", "interested")).status_code == 200


async def test_closing_says_who_was_not_considered_and_reopening_takes_it_back_with_its_reason(city: City) -> None:
    referral = (await city.certify(0))["id"]
    await city.dispose(referral, "A", "interested")
    await city.clerk.make(f"/referrals/{referral}/close", WHY)
    item = await city.clerk.read(f"/referrals/{referral}/eligibles/{city.people['A']}")
    assert (item["disposition"], item["shown_as"]) == ("not_considered", "unavailable")
    await city.clerk.make(f"/referrals/{referral}/reopen", WHY)
    item = await city.clerk.read(f"/referrals/{referral}/eligibles/{city.people['A']}")
    assert (item["disposition"], item["reason_code"]) == ("interested", "other")


async def test_restored_by_order_counts_on_open_referrals_again(city: City) -> None:
    referral = (await city.certify(0))["id"]
    path = f"/eligible-lists/{city.list_id}/eligibles/{city.people['A']}"
    await city.clerk.make(f"{path}/remove", {"reason_code": "false_statement"})
    assert names(await city.shown(referral), "unavailable") == "A"
    await city.clerk.make(f"{path}/restore", {"reason_code": "order"})
    assert names(await city.shown(referral), "reachable") == "ABCDE"


async def test_an_expired_list_takes_no_further_position_but_lets_a_referral_finish(city: City) -> None:
    made = await city.certify(0)
    await hire(city, made["id"], "A")
    await city.clerk.make(f"/referrals/{made['id']}/close", WHY)
    await set_columns(city, "eligible_lists", f"id = '{city.list_id}'", expires_on=date(2020, 1, 1))
    reopened = await city.clerk.make(f"/referrals/{made['id']}/reopen", WHY)
    body = {"position_id": str(city.positions[1])}
    path = f"/referrals/{made['id']}"
    problem(await city.clerk.post(f"{path}/positions", body, version=reopened["version"]), 409, "list_expired")
    undo = f"{path}/eligibles/{city.people['A']}/rescind"
    assert (await city.clerk.post(undo, {"reason_code": "hire_in_error"})).status_code == 200


async def test_whom_a_date_brought_into_reach_a_later_event_does_not_push_out(city: City) -> None:
    referral = (await city.certify(0))["id"]
    await city.dispose(referral, "A", "waived")
    assert names(await city.shown(referral), "reachable") == "BCDE"
    yesterday = date(2020, 1, 1)
    await set_columns(city, "eligibles", f"id = '{city.people['D']}'", expires_on=yesterday)
    assert names(await city.shown(referral), "reachable") == "BCEF"
    await city.dispose(referral, "A", "pending")
    assert names(await city.shown(referral), "reachable") == "ABCEF"


async def test_a_temporary_appointee_is_still_in_reach_of_a_permanent_position_and_may_be_hired(city: City) -> None:
    temporary = (await city.certify(5))["id"]
    await hire(city, temporary, "A")
    permanent = (await city.certify(0))["id"]
    assert names(await city.shown(permanent), "reachable") == "ABCDE"
    await hire(city, permanent, "A")
    positions = {one["number"]: one["status"] for one in await city.clerk.all("/positions")}
    assert (positions["P0"], positions["T0"]) == ("filled", "vacant")
    assert await city.counts_agree()


async def test_a_temporary_appointment_of_somebody_removed_can_be_undone_and_holds_nothing_elsewhere(
    city: City,
) -> None:
    temporary, permanent = (await city.certify(5))["id"], (await city.certify(0))["id"]
    await hire(city, temporary, "A")
    await city.clerk.make(
        f"/eligible-lists/{city.list_id}/eligibles/{city.people['A']}/remove", {"reason_code": "false_statement"}
    )
    assert names(await city.shown(permanent), "reachable") == "BCDEF"
    undo = f"/referrals/{temporary}/eligibles/{city.people['A']}/rescind"
    assert (await city.clerk.post(undo, {"reason_code": "hire_in_error"})).status_code == 200
    assert await city.counts_agree()


async def test_a_decision_is_taken_back_with_a_reason_and_a_hire_by_rescinding_only(city: City) -> None:
    one, two, temporary = (await city.certify(0))["id"], (await city.certify(1))["id"], (await city.certify(5))["id"]
    await city.dispose(two, "A", "not_selected")
    path = f"/referrals/{two}/eligibles/{city.people['A']}/dispositions"
    problem(await city.clerk.post(path, {"disposition": "interested"}), 422, "reason_needed")
    known = {"disposition": "interested", "reason_code": "new_facts"}
    problem(await city.clerk.post(path, known, version=7), 412, "stale_version")
    await hire(city, one, "A")
    problem(await city.dispose(two, "A", "selected"), 409, "already_appointed")
    await hire(city, temporary, "B")
    problem(await city.dispose(temporary, "B", "selected"), 409, "illegal_transition")


async def test_a_referral_ends_filled_unfilled_or_cancelled_and_each_once(city: City) -> None:
    clerk, one = city.clerk, (await city.certify(0, 1))["id"]
    await hire(city, one, "A")
    (seat,) = [each["id"] for each in await clerk.all("/positions") if each["status"] == "filled"]
    version = (await clerk.read(f"/referrals/{one}"))["version"]
    gone = await clerk.delete(f"/referrals/{one}/positions/{seat}?reason=frozen", version=version)
    problem(gone, 409, "position_has_hire")
    problem(await clerk.post(f"/referrals/{one}/cancel", WHY), 409, "position_has_hire")
    undo = f"/referrals/{one}/eligibles/{city.people['A']}/rescind"
    await clerk.make(undo, {"reason_code": "hire_in_error"})
    assert (await clerk.read(f"/positions/{seat}"))["status"] == "vacant"
    assert (await city.dispose(one, "A", "hired")).status_code == 200
    assert (await clerk.make(f"/referrals/{one}/close", WHY))["status"] == "closed_unfilled"
    problem(await clerk.post(f"/referrals/{one}/close", WHY), 409, "illegal_transition")
    await clerk.make(f"/referrals/{one}/reopen", WHY)
    await hire(city, one, "B")
    assert (await clerk.make(f"/referrals/{one}/close", WHY))["status"] == "filled"

    two = (await city.certify(2))["id"]
    assert (await clerk.make(f"/referrals/{two}/cancel", WHY))["status"] == "cancelled"
    problem(await clerk.post(f"/referrals/{two}/reopen", WHY), 409, "illegal_transition")
    assert (await city.certify(2))["status"] == "certified"


async def test_a_list_is_cancelled_once_its_referrals_are_closed_and_none_of_them_opens_again(city: City) -> None:
    one, path = (await city.certify(0))["id"], f"/eligible-lists/{city.list_id}"
    version, why = (await city.clerk.read(path))["version"], {"reason": "Superseded"}
    problem(await city.clerk.post(f"{path}/cancel", why, version=version), 409, "list_has_open_referrals")
    await city.clerk.make(f"/referrals/{one}/close", WHY)
    await city.clerk.make(f"{path}/cancel", why, version=(await city.clerk.read(path))["version"])
    problem(await city.clerk.post(f"/referrals/{one}/reopen", WHY), 409, "list_not_adopted")


async def test_a_selective_certification_counts_ranks_among_those_who_meet_the_condition(city: City) -> None:
    for name in "DEFGH":
        await set_columns(city, "eligibles", f"id = '{city.people[name]}'", conditions=["lang:yue"])
    pooled = (await city.certify(0))["id"]
    await hire(city, pooled, "A")
    selective = (await city.certify(1, 2, selective_criteria=["lang:yue"]))["id"]
    shown = await city.shown(selective)
    assert (names(shown, "reachable"), names(shown, "excluded")) == ("DEFGH", "ABC")


async def test_a_department_sees_whom_it_was_given_and_no_other_referral(city: City, clerks: Clerks) -> None:
    user = {
        "email": "manager@demo.example",
        "name": "Manager",
        "roles": ["hiring_manager"],
        "departments": [str(city.departments[0])],
        "password": PASSWORD,
    }
    await city.clerk.make("/users", user)
    own, other = await city.certify(0), await city.certify(1)
    manager = await clerks.sign_in("manager@demo.example")
    seen = await manager.all(f"/referrals/{own['id']}/eligibles", limit=2)
    assert "".join(one["external_id"] for one in seen) == "ABCDE"
    problem(await manager.get(f"/referrals/{own['id']}/eligibles/{city.people['H']}"), 404)
    problem(await manager.get(f"/referrals/{other['id']}"), 404)
    assert (await manager.read(f"/referrals/{own['id']}"))["pooled_with"] == []
    assert [one["id"] for one in await manager.all("/referrals")] == [own["id"]]
    assert (await city.dispose(own["id"], "A", "selected", clerk=manager)).status_code == 200
    problem(await city.dispose(own["id"], "A", "hired", clerk=manager), 403)
    assert (await city.dispose(own["id"], "A", "declined", clerk=manager)).status_code == 200
    refused = problem(await city.dispose(own["id"], "A", "interested", clerk=manager), 403)
    assert refused["detail"] == "Only the certification unit takes back declined: it had freed the rank."
    problem(await city.dispose(own["id"], "B", "waived", clerk=manager), 403)
    problem(await city.dispose(other["id"], "B", "selected", clerk=manager), 404)


async def test_scores_in_sentences_have_the_lists_decimals(city: City) -> None:
    referral = (await city.certify(0))["id"]
    item = await city.clerk.read(f"/referrals/{referral}/eligibles/{city.people['F']}")
    assert "980" in item["explanation"]["sentence"]
    assert "980.0" not in item["explanation"]["sentence"]


@pytest.mark.parametrize("action", ["close", "cancel"])
async def test_nobody_is_in_reach_on_a_referral_that_is_over(city: City, clerks: Clerks, action: str) -> None:
    """Whom closing leaves aside lets nobody else in: a department would see people whom it was never given."""
    one, _ = (await city.certify(0))["id"], (await city.certify(1))["id"]
    assert names(await city.shown(one), "reachable") == "ABCDE"
    for disposition in ("interested", "not_selected"):
        assert (await city.dispose(one, "A", disposition)).status_code == 200
    await city.clerk.make(f"/referrals/{one}/{action}", WHY)

    shown = await city.shown(one)
    assert [names(shown, word) for word in ("reachable", "unavailable", "not_selected")] == ["", "BCDE", "A"]
    over = await city.clerk.read(f"/referrals/{one}")
    listed = next(each for each in await city.clerk.all("/referrals") if each["id"] == one)
    for read in (over, listed):
        assert (read["ranks_in_reach"], read["names_in_reach"], read["line"]) == (0, 0, None)
    assert not any(over["flags"].values())
    assert over["rule"]["sentence"] == "Rule of 3 scores: no position counts, so nobody is in reach"
    told = {name: await city.clerk.read(f"/referrals/{one}/eligibles/{city.people[name]}") for name in "AF"}
    assert told["F"]["explanation"]["sentence"] == "Alternate: rank 5. This referral is over: nobody is chosen from it."
    assert told["F"]["explanation"]["opens_if"] is None
    assert told["F"]["steps"][-1]["sentence"] == "This referral is over: nobody is chosen from it."
    assert told["A"]["explanation"]["sentence"] == "Not selected: rank 1. This referral is over."

    manager = await colleague(clerks, city.clerk, "hiring_manager", departments=(str(city.departments[0]),))
    seen = [each["person"]["display_name"] for each in await manager.all(f"/referrals/{one}/eligibles")]
    assert "".join(sorted(seen)) == "ABCDE"
