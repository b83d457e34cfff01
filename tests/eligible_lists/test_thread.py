"""A whole examination from file to adopted list: every number against an independent reading of the rules."""

from tests.support.clerk import problem
from tests.support.lists import EXPECTED, SF_FILE, Desk


async def test_the_whole_file_from_import_to_adoption(desk: Desk) -> None:
    clerk = desk.clerk
    made = await desk.list()
    path = f"/eligible-lists/{made['id']}"
    assert made["status"] == "draft"
    assert made["list_version"] == 0

    preview = await desk.previewed(made["id"], SF_FILE.read_bytes())
    for field in ("rows_read", "rows_valid", "rows_rejected"):
        assert preview[field] == EXPECTED[field]
    seen = [(row["row"], row["line"], row["code"], row["field"]) for row in preview["rejected"]]
    assert seen == [(row["row"], row["line"], row["reason"], row["field"]) for row in EXPECTED["rejected"]]
    assert preview["diff"] == {"new": 600, "changed": 0, "unchanged": 0}
    assert await clerk.all(f"{path}/results") == []

    await desk.worker.done(clerk, await clerk.make(f"/imports/{preview['id']}/commit"))
    assert (await clerk.read(f"/imports/{preview['id']}"))["status"] == "committed"
    assert len(await clerk.all(f"{path}/results")) == EXPECTED["rows_valid"]
    problem(await desk.act(path, "post"), 409, "list_not_scored")

    scoring = await desk.scoring(made["id"])
    summary = scoring["summary"]
    assert summary["scored"] == EXPECTED["number_scored"]
    assert summary["failed"] == EXPECTED["number_failed"]
    assert summary["passed"] == summary["entering"] == EXPECTED["number_passed"]
    assert summary["not_scored"] == EXPECTED["number_not_scored"]
    assert summary["failed_by"] == EXPECTED["failed_by"]
    assert await clerk.all(f"{path}/eligibles") == []
    job = await clerk.make(f"/scorings/{scoring['id']}/apply", version=scoring["version"])
    await desk.worker.done(clerk, job)

    eligibles = await clerk.all(f"{path}/eligibles", limit=100)
    got = {one["external_id"]: (one["score"], one["rank"]) for one in eligibles}
    assert got == {one[0]: (one[1], one[2]) for one in EXPECTED["candidates"] if one[3] == "passed"}
    assert [one["rank"] for one in eligibles] == sorted(one["rank"] for one in eligibles)
    assert {one["status"] for one in eligibles} == {"tentative"}
    report = (await clerk.read(f"{path}/score-report"))["rows"]
    assert [[row["rank"], row["score"], row["eligibles"]] for row in report] == EXPECTED["score_report"]
    scored = await clerk.read(path)
    assert scored["status"] == "scored"
    assert scored["counts"] == {"eligibles": 567, "active": 567, "ranks": EXPECTED["distinct_scores"]}

    diff = await clerk.all(f"/scorings/{scoring['id']}/diff", limit=70)
    after = {row["external_id"]: row["after"] and (row["after"]["score"], row["after"]["rank"]) for row in diff}
    assert after == {one[0]: (one[1], one[2]) if one[3] == "passed" else None for one in EXPECTED["candidates"]}
    refused = sorted(row["external_id"] for row in diff if row["credits_refused"])
    assert refused == EXPECTED["veteran_points_refused"]
    results = {one["external_id"]: one for one in await clerk.all(f"{path}/results")}
    for external_id, _, _, outcome in EXPECTED["candidates"]:
        result = results[external_id]
        if outcome == "passed":
            assert result["outcome"] == "passed"
        elif outcome in ("no_show", "withdrew"):
            assert (result["outcome"], result["attendance"]) == ("not_scored", outcome)
        else:
            assert (result["outcome"], result["failed_code"]) == ("failed", outcome)
