"""One disposition for many people: previewed, done as previewed, refused by name, one event; silence by the clock."""

from typing import Any

import pytest

from api.platform.clocks import Clock, hourly, tick_agency
from api.referrals.inquiries.jobs import RECORD_NO_RESPONSE
from tests.conftest import Clerks, World
from tests.referrals.test_inquiries import ask, reply, wait
from tests.referrals.test_reach import TEN, names
from tests.support.city import City
from tests.support.clerk import Clerk, problem
from tests.support.staff import colleague
from tests.support.stored import everything
from tests.support.worker import in_process_worker

WHY = {"reason_code": "other", "note": "together"}


@pytest.fixture
async def city(administrator: Clerk, world: World) -> City:
    """An adopted list under the Rule of Three Scores and four vacant positions."""
    return await City.build(administrator, world, TEN)


async def decide(city: City, referral: str, disposition: str, people: str, **more: Any) -> Any:
    """One disposition for people, by their letters; returns the response."""
    body = {"disposition": disposition, "people": [{"eligible_id": str(city.people[one])} for one in people]}
    return await city.clerk.post(f"/referrals/{referral}/dispositions", body | WHY | more)


async def test_a_preview_says_who_moves_and_writes_nothing_then_exactly_that_is_done(city: City) -> None:
    referral = (await city.certify(0))["id"]
    before = await everything(city.world)
    seen = (await decide(city, referral, "waived", "BC", dry_run=True)).json()
    assert [(one["person"]["display_name"], one["from"], one["to"]) for one in seen["moving"]] == [
        ("B", "pending", "waived"),
        ("C", "pending", "waived"),
    ]
    assert (seen["before"]["line"]["score"], seen["after"]["line"]["score"]) == ("980", "970")
    assert [(one["person"]["display_name"], one["to"]) for one in seen["moved"]] == [("E", "reachable")]
    assert await everything(city.world) == before

    done = (await decide(city, referral, "waived", "BC", digest=seen["digest"])).json()
    assert (done["status"], done["after"], done["moved"]) == ("recorded", seen["after"], seen["moved"])
    assert names(await city.shown(referral), "reachable") == "ADE"
    events = (await city.clerk.read("/ledger", params={"event": "dispositions.recorded"}))["items"]
    assert [(one["payload"]["count"], len(one["payload"]["sha256"])) for one in events] == [(2, 64)]
    (told, *_) = (await city.clerk.read("/timeline", params={"subject": f"referral:{referral}"}))["items"]
    assert told["changes"] == [{"field": "disposition", "before": "pending", "after": "waived"}]
    assert await city.counts_agree()


async def test_whoever_may_not_move_is_named_and_left_out_only_on_a_second_word(city: City) -> None:
    referral = (await city.certify(0))["id"]
    await city.dispose(referral, "A", "waived")
    found = problem(await decide(city, referral, "interested", "ABC"), 409, "some_may_not_move")
    assert [(one["field"], one["code"]) for one in found["errors"]] == [("people.0", "illegal_transition")]
    seen = (await decide(city, referral, "interested", "ABC", dry_run=True)).json()
    assert [(one["person"]["display_name"], one["code"]) for one in seen["refused"]] == [("A", "illegal_transition")]
    assert seen["refused"][0]["detail"] == "From “waived” there is no way to “interested”."
    done = (await decide(city, referral, "interested", "ABC", digest=seen["digest"], skip_refused=True)).json()
    assert [one["person"]["display_name"] for one in done["moving"]] == ["B", "C"]


async def test_what_changed_since_the_preview_is_not_done(city: City) -> None:
    referral = (await city.certify(0))["id"]
    seen = (await decide(city, referral, "interested", "AB", dry_run=True)).json()
    await city.dispose(referral, "B", "waived")
    found = await decide(city, referral, "interested", "AB", digest=seen["digest"], skip_refused=True)
    problem(found, 409, "preview_outdated")
    item = await city.clerk.read(f"/referrals/{referral}/eligibles/{city.people['A']}")
    assert item["disposition"] == "pending"


async def test_hires_name_their_positions(city: City) -> None:
    referral = (await city.certify(0, 1))["id"]
    await decide(city, referral, "selected", "ABD")
    path = f"/referrals/{referral}/dispositions"

    def hires(*seats: tuple[str, int | None]) -> dict[str, Any]:
        people = [
            {"eligible_id": str(city.people[name])}
            | ({} if place is None else {"position_id": str(city.positions[place])})
            for name, place in seats
        ]
        return {"disposition": "hired", "people": people}

    for wrong, place in (((("A", 0), ("B", None)), 1), ((("A", 0), ("B", 0)), 1), ((("A", 3),), 0)):
        found = problem(await city.clerk.post(path, hires(*wrong)), 422)
        assert [one["field"] for one in found["errors"]] == [f"people.{place}.position_id"]
    done = await city.clerk.make(path, hires(("A", 1), ("B", 0)))
    assert len(done["moving"]) == 2
    read = await city.clerk.read(f"/referrals/{referral}")
    held = {one["number"]: one["hired_eligible_id"] for one in read["positions"]}
    assert held == {"P0": str(city.people["B"]), "P1": str(city.people["A"])}
    problem(await city.clerk.post(path, hires(("D", 1))), 409, "some_may_not_move")
    assert await city.counts_agree()


async def test_a_preview_of_hires_counts_as_the_hires_do(city: City) -> None:
    """Under `hold` the positions and the scores of the hired stay counted, so the line stays."""
    referral = (await city.certify(0, 1))["id"]
    await decide(city, referral, "selected", "BC")
    people = [
        {"eligible_id": str(city.people[name]), "position_id": str(city.positions[place])}
        for place, name in enumerate("BC")
    ]
    path, body = f"/referrals/{referral}/dispositions", {"disposition": "hired", "people": people}
    seen = await city.clerk.make(path, body | {"dry_run": True})
    done = await city.clerk.make(path, body | {"digest": seen["digest"]})
    assert (seen["after"], seen["moved"]) == (done["after"], done["moved"])


async def test_a_department_decides_together_what_it_may_alone(city: City, clerks: Clerks) -> None:
    referral = (await city.certify(0))["id"]
    manager = await colleague(clerks, city.clerk, "hiring_manager", departments=(str(city.departments[0]),))
    path = f"/referrals/{referral}/dispositions"
    people = [{"eligible_id": str(city.people[one])} for one in "AH"]
    problem(await city.dispose(referral, "A", "waived", clerk=manager), 403, "forbidden")
    refused = problem(await city.dispose(referral, "A", "no_response", clerk=manager), 403, "forbidden")
    assert refused["detail"] == "A department does not record no response."
    problem(await manager.post(path, {"disposition": "waived", "people": people}), 403)
    seen = await manager.make(path, {"disposition": "not_selected", "people": people, "dry_run": True, **WHY})
    # Somebody below the line is not there for a department, whoever asks.
    assert [(one["person"], one["code"]) for one in seen["refused"]] == [(None, "not_found")]
    assert seen["moved"] == []


async def test_bad_input_is_refused_by_name(city: City) -> None:
    referral = (await city.certify(0))["id"]
    path, a = f"/referrals/{referral}/dispositions", {"eligible_id": str(city.people["A"])}
    for body in (
        {"disposition": "interested", "people": []},
        {"disposition": "interested", "people": [a, a]},
        {"disposition": "rescinded", "people": [a]},
        {"disposition": "interested", "people": [a] * 501},
        {"disposition": "interested", "people": [a], "digest": "abc"},
        {"disposition": "interested", "people": [a], "note": "a\x00b"},
        {"disposition": "interested", "people": [a], "reason_code": "unheard_of"},
    ):
        problem(await city.clerk.post(path, body), 422)
    await city.clerk.make(f"/referrals/{referral}/close", {"reason": "over"})
    problem(await decide(city, referral, "interested", "A"), 409, "referral_closed")
    problem(await decide(city, referral, "interested", "A", dry_run=True), 409, "referral_closed")


async def by_the_clock(city: City) -> Any:
    """Let the clock's job of this hour run; what it did."""
    clock = Clock(RECORD_NO_RESPONSE, hourly)
    (job_id,) = await tick_agency(city.world.database, city.world.agency, [clock])
    async with in_process_worker(city.world) as worker:
        await worker.run(city.world.agency.id, job_id)
    return await city.clerk.read(f"/jobs/{job_id}")


async def set_by_clock(city: City) -> None:
    """Let the agency have silence recorded by the clock."""
    agency = await city.clerk.read("/agency")
    answer = await city.clerk.patch("/agency", {"no_response_by_clock": True}, version=agency["version"])
    assert answer.status_code == 200, answer.text


async def test_the_clock_records_silence_only_where_the_agency_says_so_and_once(city: City) -> None:
    referral = (await city.certify(0))["id"]
    made = await ask(city, referral, "A", "B", "C")
    await reply(city, referral, "B", "interested")
    await wait(city, 10)
    assert (await by_the_clock(city))["result"] == {"recorded": 0, "referrals": 0}
    await set_by_clock(city)
    # In time, though written down after the day: it counts, however late the clock comes.
    await reply(city, referral, "C", "interested", received_on=made["respond_by_on"])
    await wait(city, 1)
    done = await by_the_clock(city)
    assert (done["status"], done["result"]) == ("succeeded", {"recorded": 1, "referrals": 1})
    items = {one["external_id"]: one["disposition"] for one in await city.clerk.all(f"/referrals/{referral}/eligibles")}
    assert (items["A"], items["B"], items["C"]) == ("no_response", "interested", "interested")
    await city.dispose(referral, "A", "interested")
    await wait(city, 1)
    assert (await by_the_clock(city))["result"]["recorded"] == 0
    assert (await city.clerk.read(f"/referrals/{referral}/eligibles/{city.people['A']}"))["disposition"] == "interested"
