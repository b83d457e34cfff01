"""Lists: making, finding, changing, and their life from draft to the end."""

import datetime as dt
from uuid import uuid4
from zoneinfo import ZoneInfo

from fastapi import FastAPI

from tests.conftest import Clerks, World
from tests.support.clerk import problem
from tests.support.lists import Desk, people
from tests.support.staff import colleague, job_class
from tests.support.statements import counted

ZONE = ZoneInfo("America/Los_Angeles")
DAY = 86_400


async def scored_list(desk: Desk, code: str = "L1", count: int = 5) -> str:
    """A scored list; returns its path."""
    made = await desk.list(code)
    await desk.imported(made["id"], people(count))
    await desk.scored(made["id"])
    return f"/eligible-lists/{made['id']}"


async def pass_days(desk: Desk, days: int) -> None:
    """Move the demo clock."""
    await desk.clerk.make("/demo/clock", {"advance_seconds": days * DAY})


async def today(desk: Desk) -> dt.date:
    """The civil date of the demo clock in the agency's zone."""
    now = dt.datetime.fromisoformat((await desk.clerk.read("/demo/clock"))["now"])
    return now.astimezone(ZONE).date()


def business_day_after(day: dt.date, count: int) -> dt.date:
    """Counted naively, without holidays."""
    while count:
        day += dt.timedelta(days=1)
        count -= day.weekday() < 5
    return day


async def test_a_list_reads_as_it_was_made(desk: Desk) -> None:
    body = await desk.list_body(specialty="Budget", exam_type="cbt")
    made = await desk.clerk.make("/eligible-lists", body)
    assert {name: made[name] for name in body} == body
    assert made["counts"] == {"eligibles": 0, "active": 0, "ranks": 0}
    assert made["certification_rule"]["code"] == "R3"
    assert await desk.clerk.read(f"/eligible-lists/{made['id']}") == made


async def test_what_a_list_refers_to_must_be_there(desk: Desk) -> None:
    body = await desk.list_body()
    for field in ("job_class_id", "certification_rule_id", "scoring_model_id", "banding_model_id"):
        refused = problem(await desk.clerk.post("/eligible-lists", {**body, field: str(uuid4())}), 422)
        assert refused["code"] == "unknown_reference"
        assert [one["field"] for one in refused["errors"]] == [field]
    refused = problem(await desk.clerk.post("/eligible-lists", {**body, "code": "", "duration_months": 0}), 422)
    assert {one["field"] for one in refused["errors"]} == {"code", "duration_months"}
    await desk.clerk.make("/eligible-lists", body)
    problem(await desk.clerk.post("/eligible-lists", body), 409, "duplicate_list")


async def test_a_list_takes_a_rule_in_force_only(desk: Desk) -> None:
    body, made = await desk.list_body(code="L1"), await desk.list("L2")
    draft = {"code": "R9", "title": "Nine", "citation": "None", "parameters": {"unit": "score", "base": 9}}
    wanted = {"certification_rule_id": (await desk.clerk.make("/certification-rules", draft))["id"]}
    for answer in (
        await desk.clerk.post("/eligible-lists", {**body, **wanted}),
        await desk.clerk.patch(f"/eligible-lists/{made['id']}", wanted, version=made["version"]),
    ):
        assert [one["field"] for one in problem(answer, 422, "rule_not_active")["errors"]] == ["certification_rule_id"]
    assert await desk.clerk.read(f"/eligible-lists/{made['id']}") == made


async def test_lists_are_found_and_counted_by_status_class_and_text(desk: Desk, app: FastAPI) -> None:
    clazz = (await job_class(desk.clerk, "8302"))["id"]
    model = (await desk.scoring_model())["id"]
    for number in range(5):
        await desk.list(f"L{number}", job_class_id=clazz, scoring_model_id=model)
    other = await desk.list("OTHER", scoring_model_id=model, specialty="Harbour")
    find = desk.clerk.read
    newest = await desk.clerk.all("/eligible-lists", limit=2)
    assert [one["code"] for one in newest] == ["OTHER", "L4", "L3", "L2", "L1", "L0"]
    page = await find("/eligible-lists", params={"sort": "code", "limit": 3, "count": True})
    assert [one["code"] for one in page["items"]] == ["L0", "L1", "L2"]
    assert page["total"] == 6
    by_class = await find("/eligible-lists", params={"job_class_id": clazz, "count": True, "limit": 1})
    assert by_class["total"] == 5
    assert [one["id"] for one in (await find("/eligible-lists", params={"q": "harb"}))["items"]] == [other["id"]]
    assert (await find("/eligible-lists", params={"q": "%"}))["items"] == []
    assert (await find("/eligible-lists", params={"status": "adopted"}))["items"] == []
    assert (await find("/eligible-lists/counts"))["by_status"] == {"draft": 6}
    assert (await find("/eligible-lists/counts", params={"q": "harb"}))["by_status"] == {"draft": 1}
    assert (await find("/eligible-lists/counts", params={"job_class_id": clazz}))["by_status"] == {"draft": 5}
    await desk.act(f"/eligible-lists/{other['id']}", "cancel", {"reason": "Not needed"})
    with counted(app) as seen:
        assert (await find("/eligible-lists/counts"))["by_status"] == {"draft": 5, "cancelled": 1}
    assert sum("eligible_lists" in one for one in seen) == 1
    crossed = {"cursor": page["next_cursor"]}
    problem(await desk.clerk.get("/eligible-lists", params=crossed), 400, "unreadable")


async def test_changing_a_list_needs_its_version(desk: Desk) -> None:
    made = await desk.list()
    path = f"/eligible-lists/{made['id']}"
    problem(await desk.clerk.patch(path, {"specialty": "Budget"}), 428, "version_required")
    problem(await desk.clerk.patch(path, {"specialty": "Budget"}, version=7), 412, "stale_version")
    answer = await desk.clerk.patch(path, {"specialty": "Budget"}, version=made["version"])
    assert (answer.json()["specialty"], answer.json()["version"]) == ("Budget", made["version"] + 1)
    problem(await desk.clerk.patch(path, {"specialty": "Other"}, version=made["version"]), 412, "stale_version")
    refused = problem(await desk.clerk.patch(path, {"certification_rule_id": None}, version=2), 422)
    assert refused["errors"][0]["field"] == "certification_rule_id"


async def test_the_whole_life_in_order(desk: Desk) -> None:
    clerk, path = desk.clerk, await scored_list(desk)
    problem(await desk.act(path, "adopt"), 409, "list_not_posted")
    before = (await clerk.read(path))["version"]

    problem(await clerk.post(f"{path}/post", version=before - 1), 412, "stale_version")
    posted_on = await today(desk)
    posted = (await desk.act(path, "post")).json()
    assert posted["status"] == "tentative"
    assert posted["inspection_starts_on"] == business_day_after(posted_on, 1).isoformat()
    assert posted["inspection_ends_on"] == business_day_after(posted_on, 3).isoformat()
    problem(await desk.act(path, "post"), 409, "illegal_transition")
    problem(await desk.act(path, "adopt"), 409, "inspection_open")
    problem(await clerk.patch(path, {"specialty": "Late"}, version=posted["version"]), 409, "list_not_open")

    await pass_days(desk, 14)
    problem(await clerk.post(f"{path}/adopt"), 428, "version_required")
    problem(await clerk.post(f"{path}/adopt", version=before), 412, "stale_version")
    adopted = (await desk.act(path, "adopt")).json()
    day = await today(desk)
    assert (adopted["status"], adopted["list_version"]) == ("adopted", 2)
    assert adopted["expires_on"] == day.replace(year=day.year + 1).isoformat()
    assert {one["status"] for one in await clerk.all(f"{path}/eligibles")} == {"active"}
    problem(await desk.act(path, "adopt"), 409)

    later = dt.date.fromisoformat(adopted["expires_on"]) + dt.timedelta(days=90)
    body = {"expires_on": adopted["expires_on"], "reason": "More hiring"}
    problem(await desk.act(path, "extend", body), 422, "bad_expiry")
    body["expires_on"] = later.isoformat()
    problem(await clerk.post(f"{path}/extend", body, version=before), 412, "stale_version")
    extended = (await desk.act(path, "extend", body)).json()
    assert extended["expires_on"] == later.isoformat()
    refused = problem(await desk.act(path, "cancel", {}), 422)
    assert refused["errors"][0]["field"] == "reason"
    problem(await clerk.post(f"{path}/cancel", {"reason": "Superseded"}, version=before), 412, "stale_version")
    assert (await desk.act(path, "cancel", {"reason": "Superseded"})).json()["status"] == "cancelled"
    problem(await desk.act(path, "extend", {**body, "expires_on": "2090-01-01"}), 409, "illegal_transition")


async def test_inspection_is_open_until_its_last_day_is_over_in_the_agency_s_zone(desk: Desk) -> None:
    path = await scored_list(desk)
    last = await today(desk)
    answer = await desk.act(
        path, "post", {"inspection_starts_on": last.isoformat(), "inspection_ends_on": last.isoformat()}
    )
    assert answer.status_code == 200, answer.text
    refused = problem(await desk.act(path, "adopt"), 409, "inspection_open")
    assert refused["detail"] == f"Inspection lasts until the end of {last:%b} {last.day}, {last.year}."
    now = dt.datetime.fromisoformat((await desk.clerk.read("/demo/clock"))["now"])
    midnight = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), tzinfo=ZONE)
    await desk.clerk.make("/demo/clock", {"advance_seconds": int((midnight - now).total_seconds()) - 60})
    problem(await desk.act(path, "adopt"), 409, "inspection_open")
    await desk.clerk.make("/demo/clock", {"advance_seconds": 61})
    assert (await desk.act(path, "adopt")).json()["status"] == "adopted"


async def test_holidays_and_weekends_are_no_inspection_days(desk: Desk) -> None:
    path = await scored_list(desk)
    first = business_day_after(await today(desk), 1)
    await desk.clerk.make("/holidays", {"falls_on": first.isoformat(), "title": "A holiday"})
    posted = (await desk.act(path, "post")).json()
    assert posted["inspection_starts_on"] == business_day_after(first, 1).isoformat()
    assert posted["inspection_ends_on"] == business_day_after(first, 3).isoformat()


async def test_inspection_dates_must_make_sense(desk: Desk) -> None:
    path = await scored_list(desk)
    day = await today(desk)
    yesterday, tomorrow = (day + dt.timedelta(days=by) for by in (-1, 1))
    cases = {
        "inspection_starts_on": {"inspection_starts_on": yesterday.isoformat()},
        "inspection_ends_on": {
            "inspection_starts_on": tomorrow.isoformat(),
            "inspection_ends_on": day.isoformat(),
        },
    }
    for field, body in cases.items():
        refused = problem(await desk.act(path, "post", body), 422, "bad_inspection")
        assert refused["errors"][0]["field"] == field


async def test_no_date_lies_beyond_what_anybody_plans(desk: Desk) -> None:
    """At the end of the calendar there is no next day: the list could neither be posted nor adopted nor used."""
    path, day = await scored_list(desk), await today(desk)
    horizon = day.replace(year=day.year + 2)
    for far in ("9999-12-31", (horizon + dt.timedelta(days=1)).isoformat()):
        for field in ("inspection_starts_on", "inspection_ends_on"):
            refused = problem(await desk.act(path, "post", {field: far}), 422, "bad_inspection")
            assert [one["field"] for one in refused["errors"]] == [field]
    posted = await desk.act(path, "post", {"inspection_ends_on": horizon.isoformat()})
    assert posted.json()["inspection_ends_on"] == horizon.isoformat()
    await pass_days(desk, (horizon - day).days + 1)
    assert (await desk.act(path, "adopt")).json()["status"] == "adopted"
    for far in ("9999-12-31", horizon.replace(year=horizon.year + 11).isoformat()):
        refused = problem(await desk.act(path, "extend", {"expires_on": far, "reason": "More"}), 422, "bad_expiry")
        assert [one["field"] for one in refused["errors"]] == ["expires_on"]


async def test_results_after_the_scoring_must_be_scored_before_posting(desk: Desk) -> None:
    path = await scored_list(desk)
    await desk.imported(path.rsplit("/", 1)[1], people(6))
    problem(await desk.act(path, "post"), 409, "scores_outdated")
    await desk.scored(path.rsplit("/", 1)[1])
    assert (await desk.act(path, "post")).status_code == 200


async def test_the_public_reads_posted_reports_only_and_no_names(desk: Desk, clerks: Clerks, world: World) -> None:
    path = await scored_list(desk, "L/1 A")
    nobody, public = await clerks.nobody(), f"/public/{world.agency.slug}/score-reports/L%2F1%20A"
    problem(await nobody.get(public), 404, "not_found")
    problem(await nobody.get(path), 401, "unauthenticated")
    await desk.act(path, "post")
    report = await nobody.read(public)
    assert report["rows"] == (await desk.clerk.read(f"{path}/score-report"))["rows"]
    assert report["status"] == "tentative"
    assert "Person" not in (await nobody.get(public)).text
    problem(await nobody.get("/public/none-such/score-reports/L%2F1%20A"), 404, "not_found")
    await desk.act(path, "cancel", {"reason": "Posted in error"})
    problem(await nobody.get(public), 404, "not_found")


async def test_the_distribution_counts_everybody_once(desk: Desk) -> None:
    path = await scored_list(desk, count=60)
    report = (await desk.clerk.read(f"{path}/score-report"))["rows"]
    for bins in (5, 40):
        seen = await desk.clerk.read(f"{path}/score-distribution", params={"bins": bins})
        assert len(seen["bins"]) <= bins
        assert sum(one["eligibles"] for one in seen["bins"]) == sum(row["eligibles"] for row in report)
        for one in seen["bins"]:
            inside = [r for r in report if float(one["lower"]) <= float(r["score"]) < float(one["upper"])]
            assert one["eligibles"] == sum(row["eligibles"] for row in inside)
        assert [line["rank"] for line in seen["ranks"]] == list(range(1, min(50, len(report)) + 1))
    empty = await desk.list("EMPTY")
    assert await desk.clerk.read(f"/eligible-lists/{empty['id']}/score-distribution") == {"bins": [], "ranks": []}


async def test_who_may_do_what(desk: Desk, clerks: Clerks) -> None:
    path = await scored_list(desk)
    version = (await desk.clerk.read(path))["version"]
    manager = await colleague(clerks, desk.clerk, "hiring_manager")
    for place in ("/eligible-lists", path, f"{path}/eligibles", f"{path}/results", f"{path}/score-report"):
        problem(await manager.get(place), 403, "forbidden")
    auditor = await colleague(clerks, desk.clerk, "auditor")
    assert (await auditor.get(f"{path}/eligibles")).status_code == 200
    problem(await auditor.post(f"{path}/post", version=version), 403, "forbidden")
    problem(await auditor.post(f"{path}/scorings"), 403, "forbidden")
    analyst = await colleague(clerks, desk.clerk, "exam_analyst")
    assert (await analyst.post(f"{path}/post", version=version)).status_code == 200
