"""Scores of a posted or adopted list change by a reasoned correction, a preview of all it touches, and exactly that."""

from typing import Any

import pytest

from tests.conftest import World
from tests.scorings.test_scorings import statuses_of, versions_of
from tests.support.clerk import problem
from tests.support.exam import MODEL, Exam
from tests.support.invariants import require_whole
from tests.support.lists import Desk
from tests.support.stored import count, rows

RAW = {"A": 100, "B": 95, "C": 90, "D": 85, "E": 80, "F": 60}


@pytest.fixture
async def exam(desk: Desk) -> Exam:
    """An adopted list of five: ranks 1 to 5; F failed."""
    return await (await Exam.made(desk, RAW)).adopted()


async def preview(exam: Exam, **corrections: int) -> Any:
    """The preview after corrections."""
    for name, score in corrections.items():
        await exam.correct(name, score)
    return await exam.desk.scoring(exam.list_id)


async def diff(exam: Exam, scoring: Any, **query: str) -> dict[str, Any]:
    """The rows of a preview by candidate, in order."""
    return {
        one["external_id"]: one
        for one in await exam.desk.clerk.all(f"/scorings/{scoring['id']}/diff", limit=1, **query)
    }


async def test_a_protest_lifts_one_person_into_reach_and_pushes_nobody_out(exam: Exam, world: World) -> None:
    referral = await exam.referral("P1")
    assert referral["line"]["score"] == "90"
    before = await exam.shown(referral)

    scoring = await preview(exam, D=97)
    # By hand: D goes from rank 4 to 2, B from 2 to 3, C from 3 to 4. C keeps its place in reach: the floor lies at 90.
    assert (scoring["covers"], scoring["needs_reason"]) == ("corrected", True)
    asked = ("scored", "changed_score", "changed_rank", "crossed_line", "referrals_touched", "appointments_touched")
    assert [scoring["summary"][name] for name in asked] == [1, 1, 3, 1, 1, 0]
    (touched,) = scoring["touched"]
    assert (touched["number"], touched["into_reach"], touched["out_of_reach"]) == (referral["number"], 1, 0)
    assert (touched["before"]["line"], touched["after"]["line"]) == ("90", "90")
    assert (touched["before"]["names_in_reach"], touched["after"]["names_in_reach"]) == (3, 4)
    (row,) = (await diff(exam, scoring)).values()
    assert (row["before"], row["after"]) == ({"score": "85", "rank": 4}, {"score": "97", "rank": 2})
    assert [(one["before"], one["after"]) for one in row["crossed"]] == [("alternate", "reachable")]
    assert await exam.shown(referral) == before
    assert (await exam.roster())["D"] == (4, "85", "active")

    apply = f"/scorings/{scoring['id']}/apply"
    refused = problem(await exam.desk.clerk.post(apply, version=scoring["version"]), 422, "reason_needed")
    assert refused["errors"][0]["field"] == "reason"
    applied = await exam.applied(scoring)
    assert (applied["status"], applied["applied_version"]) == ("applied", 3)
    assert (await exam.desk.clerk.read(exam.path))["status"] == "adopted"
    assert await exam.shown(referral) == {**before, "D": "reachable"}
    assert await versions_of(world, (await exam.result("D"))["id"]) == [(1, "85.00"), (3, "97.00")]
    assert await count(world, "SELECT count(*) FROM list_version_scores WHERE list_version = 3") == 1
    assert await count(world, "SELECT count(*) FROM certificates WHERE cause = 'rescored'") == 1
    last = "SELECT canonical FROM ledger_events WHERE name = 'scoring.applied' ORDER BY seq DESC LIMIT 1"
    (event,) = await rows(world, last)
    assert '"reachable"' in event["canonical"]
    assert "Protest 17" not in event["canonical"]
    private = await count(world, "SELECT count(*) FROM ledger_private WHERE content LIKE '%Protest 17 decided%'")
    assert private == 2  # the correction and the approval
    await require_whole(world.admin_url, world.database, world.agency)


async def test_a_correction_is_scored_before_the_list_is_adopted(desk: Desk) -> None:
    exam = await Exam.made(desk, RAW)
    assert (await desk.act(exam.path, "post")).status_code == 200
    await desk.clerk.make("/demo/clock", {"advance_seconds": 14 * 86_400})
    await exam.correct("D", 97)
    problem(await desk.act(exam.path, "adopt"), 409, "scores_outdated")
    await exam.applied(await desk.scoring(exam.list_id))
    assert (await desk.act(exam.path, "adopt")).status_code == 200
    assert (await exam.roster())["D"] == (2, "97", "active")


async def test_only_what_changes_is_written(exam: Exam, world: World) -> None:
    await exam.referral("P1")
    tables = {
        "eligibles": "SELECT id::text AS key, xmin::text AS stamp FROM eligibles",
        "list_scores": "SELECT score::text AS key, xmin::text AS stamp FROM list_scores",
        "exam_results": "SELECT external_id AS key, xmin::text AS stamp FROM exam_results",
    }
    scoring = await preview(exam, D=97)
    assert await count(world, "SELECT count(*) FROM scoring_rows WHERE scoring_id = $1", scoring["id"]) == 1
    before = {name: {row["key"]: row["stamp"] for row in await rows(world, query)} for name, query in tables.items()}
    await exam.applied(scoring)
    for name, expected in (("eligibles", 1), ("list_scores", 1), ("exam_results", 0)):
        after = {row["key"]: row["stamp"] for row in await rows(world, tables[name])}
        assert len([key for key, stamp in after.items() if before[name].get(key) != stamp]) == expected, name


async def test_who_fails_now_leaves_and_comes_back_to_the_place_held_before(exam: Exam, world: World) -> None:
    referral = await exam.referral("P1")
    person = (await exam.result("C"))["id"]
    scoring = await preview(exam, C=60)
    assert [scoring["summary"][name] for name in ("leaving", "entering", "crossed_line")] == [1, 0, 2]
    only = await diff(exam, scoring, only="failing")
    assert list(only) == ["C"]
    assert only["C"]["failed_code"] == "below_pass_overall"
    crossed = await diff(exam, scoring, only="crossed_line", sort="-move")
    assert [(name, one["crossed"][0]["before"], one["crossed"][0]["after"]) for name, one in crossed.items()] == [
        ("C", "reachable", "unavailable"),
        ("D", "alternate", "reachable"),
    ]
    await exam.applied(scoring)
    shown = await exam.shown(referral)
    assert shown == {"A": "reachable", "B": "reachable", "C": "unavailable", "D": "reachable", "E": "alternate"}
    assert "C" not in await exam.roster()
    failed = await exam.result("C")
    assert failed["failed_because"] == "Below the pass mark of the whole examination"
    history = await exam.desk.clerk.read(f"/persons/{failed['person']['id']}/history", params={"limit": 2})
    lost, corrected = history["items"]
    code = (await exam.desk.clerk.read(f"/eligible-lists/{exam.list_id}"))["code"]
    assert lost["sentence"] == f"List {code}: the new score no longer passes."
    assert corrected["sentence"] == f"Examination result for list {code} corrected."
    assert list(corrected["private"]) == ["reason"]
    await require_whole(world.admin_url, world.database, world.agency)

    await exam.rescored(C=90)
    shown = await exam.shown(referral)
    assert shown == {"A": "reachable", "B": "reachable", "C": "reachable", "D": "reachable", "E": "alternate"}
    assert await statuses_of(world, person) == ["removed", "active"]
    await require_whole(world.admin_url, world.database, world.agency)


async def test_who_fails_now_stays_in_sight_where_something_is_on_record_of_them(exam: Exam, world: World) -> None:
    clerk, referral = exam.desk.clerk, await exam.referral("P1")
    path, people = f"/referrals/{referral['id']}", {name: (await exam.result(name))["id"] for name in RAW}
    await clerk.make(f"{path}/inquiries", {"means": "letter", "eligible_ids": [people["B"], people["C"]]})
    await clerk.make(f"{path}/eligibles/{people['B']}/replies", {"answer": "interested"})
    await exam.rescored(B=60, C=61, E=62)

    # E was never in reach here: nothing is on record, so nothing stays.
    shown = await exam.shown(referral)
    assert shown == {"A": "reachable", "B": "unavailable", "C": "unavailable", "D": "reachable"}
    read = await clerk.read(f"{path}/eligibles/{people['B']}")
    assert (read["rank"], read["score"], read["disposition"], read["may_become"]) == (None, "95", "interested", [])
    assert read["explanation"]["code"] == "unavailable.failed"
    assert read["explanation"]["sentence"] == "Unavailable: the new score no longer passes the examination."
    out = await clerk.all(f"{path}/eligibles", standing="unavailable", limit=1)
    assert [one["external_id"] for one in out] == ["B", "C"]
    assert [one["external_id"] for one in await clerk.all(f"{path}/eligibles", standing="reachable")] == ["A", "D"]
    assert (await clerk.read(path))["names_in_reach"] == 2
    export = (await clerk.get(f"{path}/eligibles.csv?columns=rank,name,standing,why")).text.splitlines()
    (line,) = [one for one in export if '"B, B"' in one]
    assert line.startswith(',"B, B",unavailable,')
    assert "no longer passes" in line
    assert await clerk.all("/response-deadlines") == []

    order = {"disposition": "selected"}
    hire = {"disposition": "hired", "override": {"reason": "x", "citation": "y"}}
    for body in (order, hire, {"disposition": "waived"}):
        problem(await clerk.post(f"{path}/eligibles/{people['B']}/dispositions", body), 409, "no_longer_passes")
    both = {"disposition": "selected", "people": [{"eligible_id": people[one]} for one in ("A", "B")], "dry_run": True}
    plan = (await clerk.post(f"{path}/dispositions", both)).json()
    assert [(one["eligible_id"], one["code"]) for one in plan["refused"]] == [(people["B"], "no_longer_passes")]
    late = await clerk.make(f"{path}/eligibles/{people['C']}/replies", {"answer": "interested"})
    assert (late["is_applied"], (await exam.shown(referral))["C"]) == (False, "unavailable")
    asked = {"kind": "certification_report", "format": "csv"}
    done = await exam.desk.worker.done(clerk, await clerk.make(f"{path}/documents", asked))
    report = (await clerk.get(f"/documents/{done['document_id']}/content")).text.splitlines()
    assert [one.split(",")[2:4] for one in report if '"B, B"' in one] == [["", "95"]]
    await require_whole(world.admin_url, world.database, world.agency)

    await exam.rescored(B=95)
    back = await clerk.read(f"{path}/eligibles/{people['B']}")
    assert (back["rank"], back["standing"], back["disposition"]) == (2, "reachable", "interested")


async def test_who_passes_now_counts_on_new_certifications(exam: Exam, world: World) -> None:
    first = await exam.referral("P1")
    scoring = await preview(exam, F=99)
    assert [scoring["summary"][name] for name in ("entering", "crossed_line")] == [1, 0]
    assert list(await diff(exam, scoring, only="passing")) == ["F"]
    await exam.applied(scoring)
    assert (await exam.roster())["F"] == (2, "99", "active")
    assert (await exam.shown(first))["F"] == "unavailable"
    second = await exam.referral("P2")
    assert (await exam.shown(second))["F"] == "reachable"
    await require_whole(world.admin_url, world.database, world.agency)


async def test_the_appointed_are_named_and_stay_appointed(exam: Exam, world: World) -> None:
    referral = await exam.referral("P1")
    hired = (await exam.result("A"))["id"]
    for disposition in ("selected", "hired"):
        await exam.desk.clerk.make(
            f"/referrals/{referral['id']}/eligibles/{hired}/dispositions", {"disposition": disposition}
        )
    scoring = await preview(exam, A=50)
    assert [scoring["summary"][name] for name in ("appointments_touched", "leaving")] == [1, 0]
    (row,) = (await diff(exam, scoring, only="appointed")).values()
    assert (row["external_id"], row["is_appointed"], row["after"]) == ("A", True, None)
    await exam.applied(scoring)
    assert (await exam.roster())["A"] == (1, "100", "appointed")
    assert await count(world, "SELECT count(*) FROM appointments WHERE status = 'active'") == 1
    assert await count(world, "SELECT count(*) FROM positions WHERE status = 'filled'") == 1
    await require_whole(world.admin_url, world.database, world.agency)


async def test_another_model_moves_the_whole_scale_and_the_line_with_it(exam: Exam, world: World) -> None:
    referral = await exam.referral("P1")
    doubled = {**MODEL, "scale": {"pass": "700", "max": "1000", "pass_fraction": "0.7"}}
    other = await exam.desk.scoring_model("M-2", **doubled)
    job = await exam.desk.clerk.make(f"{exam.path}/scorings", {"scoring_model_id": other["id"]})
    made = (await exam.desk.worker.done(exam.desk.clerk, job))["scoring_id"]
    scoring = await exam.desk.clerk.read(f"/scorings/{made}")
    assert (scoring["covers"], scoring["summary"]["changed_score"], scoring["summary"]["changed_rank"]) == ("all", 5, 0)
    assert scoring["summary"]["crossed_line"] == 0
    assert [one["after"]["line"] for one in scoring["touched"]] == ["900"]
    await exam.applied(scoring, "The scale was set wrongly")
    listed = await exam.desk.clerk.read(exam.path)
    assert listed["scoring_model_id"] == other["id"]
    assert (await exam.desk.clerk.read(f"/referrals/{referral['id']}"))["line"] == {"rank": 3, "score": "900"}
    unknown = {"scoring_model_id": "00000000-0000-7000-8000-000000000000"}
    problem(await exam.desk.clerk.post(f"{exam.path}/scorings", unknown), 422, "unknown_reference")
    await require_whole(world.admin_url, world.database, world.agency)


async def test_a_preview_does_not_outlive_a_hire_that_it_would_touch(exam: Exam, world: World) -> None:
    """A correction that was shown to touch nobody's appointment is not applied once it would."""
    referral = await exam.referral("P1")
    scoring = await preview(exam, A=75)
    assert scoring["summary"]["appointments_touched"] == 0
    path = f"/referrals/{referral['id']}/eligibles/{(await exam.result('A'))['id']}/dispositions"
    for disposition in ("selected", "hired"):
        await exam.desk.clerk.make(path, {"disposition": disposition})
    ended = await exam.desk.worker.finish(
        exam.desk.clerk,
        await exam.desk.clerk.make(
            f"/scorings/{scoring['id']}/apply", {"reason": "Protest"}, version=scoring["version"]
        ),
    )
    assert (ended["status"], ended["error"]["code"]) == ("failed", "scoring_stale")
    assert (await exam.roster())["A"] == (1, "100", "appointed")
    again = await exam.desk.scoring(exam.list_id)
    assert again["summary"]["appointments_touched"] == 1
    await exam.applied(again)
    assert (await exam.roster())["A"][1:] == ("75", "appointed")
    await require_whole(world.admin_url, world.database, world.agency)


async def test_a_preview_does_not_outlive_a_line_that_moved_meanwhile(exam: Exam) -> None:
    referral = await exam.referral("P1")
    scoring = await preview(exam, D=97)
    somebody = (await exam.result("B"))["id"]
    await exam.desk.clerk.make(
        f"/referrals/{referral['id']}/eligibles/{somebody}/dispositions",
        {"disposition": "waived", "reason_code": "other", "note": "x"},
    )
    job = await exam.desk.clerk.make(
        f"/scorings/{scoring['id']}/apply", {"reason": "Protest"}, version=scoring["version"]
    )
    assert (await exam.desk.worker.finish(exam.desk.clerk, job))["error"]["code"] == "scoring_stale"


async def test_a_preview_does_not_outlive_another_correction(exam: Exam) -> None:
    scoring = await preview(exam, D=97)
    await exam.correct("E", 81)
    assert (await exam.desk.clerk.read(f"/scorings/{scoring['id']}"))["status"] == "stale"
    answer = await exam.desk.clerk.post(
        f"/scorings/{scoring['id']}/apply", {"reason": "Protest"}, version=scoring["version"]
    )
    problem(answer, 409, "scoring_stale")
    both = await exam.desk.scoring(exam.list_id)
    assert both["summary"]["scored"] == 2


async def test_what_cannot_be_corrected_is_named(exam: Exam, world: World) -> None:
    clerk, found = exam.desk.clerk, await exam.result("D")
    path, version = f"/results/{found['id']}", found["version"]
    right = {"components": {"written": "97"}, "reason": "Protest"}
    problem(await clerk.patch(path, right), 428, "version_required")
    problem(await clerk.patch(path, right, version=version + 1), 412, "stale_version")
    cases: list[tuple[dict[str, Any], str, str]] = [
        ({"components": {"written": "97"}}, "missing", "reason"),
        ({"components": {}, "reason": "x"}, "missing_score", "components.written"),
        ({"components": {"written": "101"}, "reason": "x"}, "bad_score", "components.written"),
        ({"components": {"oral": "1", "written": "1"}, "reason": "x"}, "unknown_component", "components.oral"),
        ({"credits": {"veteran": "maybe"}, "reason": "x"}, "bad_credit", "credits.veteran"),
    ]
    for body, code, field in cases:
        refused = problem(await clerk.patch(path, body, version=version), 422)
        assert [(one["code"], one["field"]) for one in refused["errors"]] == [(code, field)]
    problem(await clerk.patch(path, {**right, "reason": "a\0b"}, version=version), 422)
    missing = "/results/00000000-0000-7000-8000-000000000000"
    problem(await clerk.patch(missing, right, version=1), 404, "not_found")
    assert await exam.result("D") == found
    gone = await clerk.patch(path, {"attendance": "no_show", "reason": "Never sat"}, version=version)
    assert (gone.json()["attendance"], gone.json()["is_outdated"]) == ("no_show", True)
    assert await count(world, "SELECT count(*) FROM ledger_events WHERE name = 'result.corrected'") == 1


async def test_a_cancelled_list_is_neither_corrected_nor_scored(exam: Exam) -> None:
    clerk, found = exam.desk.clerk, await exam.result("D")
    scoring = await exam.desk.scoring(exam.list_id)
    assert (await exam.desk.act(exam.path, "cancel", {"reason": "Error in the examination"})).status_code == 200
    path, right = f"/results/{found['id']}", {"components": {"written": "97"}, "reason": "Protest"}
    problem(await clerk.patch(path, right, version=found["version"]), 409, "list_ended")
    problem(await clerk.post(f"{exam.path}/scorings"), 409, "list_ended")
    apply = f"/scorings/{scoring['id']}/apply"
    problem(await clerk.post(apply, {"reason": "x"}, version=scoring["version"]), 409, "list_ended")
    assert await clerk.read(path) == found


async def test_results_are_filtered_sorted_and_counted(exam: Exam) -> None:
    async def names(**query: str) -> list[str]:
        return [one["external_id"] for one in await exam.desk.clerk.all(f"{exam.path}/results", limit=2, **query)]

    assert await names(outcome="failed") == ["F"]
    assert await names(attendance="no_show") == []
    assert await names(sort="-name") == ["F", "E", "D", "C", "B", "A"]
    assert await names(q="e") == ["E"]
    assert (await exam.desk.clerk.read(f"{exam.path}/results?count=true&limit=1"))["total"] == 6
    problem(await exam.desk.clerk.get(f"{exam.path}/results?sort=score"), 422)
