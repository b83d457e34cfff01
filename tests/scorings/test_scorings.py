"""Scorings: a preview changes nothing, applying it changes exactly that, and what moved on is refused."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from api.platform.schema import score_text
from api.scorings import jobs
from tests.conftest import World
from tests.support.clerk import problem
from tests.support.lists import EXPECTED, Desk, people, rows

SMALL = rows(
    "1,A,A,a@example.org,69,34.5,13.8,disabled,,completed",
    "2,B,B,b@example.org,70,35,14,veteran,0,completed",
    "3,C,C,c@example.org,100,25,20,none,,completed",
    "4,D,D,d@example.org,80,40,15.1225,none,,completed",
    "5,E,E,e@example.org,69,34.5,13.8,veteran,60,completed",
    "6,F,F,f@example.org,,,,none,,no_show",
)
NO_HURDLES: Any = [{**one, "hurdle": False} for one in EXPECTED["scoring_model"]["components"]]


async def small_list(desk: Desk, **model: Any) -> str:
    """A list of six under a model without hurdles and two decimals; returns its path."""
    made = await desk.scoring_model("SMALL", components=NO_HURDLES, decimals=2, **model)
    created = await desk.list(scoring_model_id=made["id"])
    await desk.imported(created["id"], SMALL)
    return f"/eligible-lists/{created['id']}"


def list_id(path: str) -> str:
    return path.rsplit("/", 1)[1]


async def roster(desk: Desk, path: str) -> list[tuple[int, str, str]]:
    return [(one["rank"], one["external_id"], one["score"]) for one in await desk.clerk.all(f"{path}/eligibles")]


async def test_points_lift_nobody_over_the_pass_mark_and_half_rounds_up(desk: Desk) -> None:
    path = await small_list(desk)
    scored = await desk.scored(list_id(path))
    # By hand: 2 is 700 + 35; 3 is 0.8 of the whole = 800; 4 is 0.791225 = 791.225, half up at two decimals.
    assert await roster(desk, path) == [(1, "3", "800.00"), (2, "4", "791.23"), (3, "2", "735.00")]
    assert scored["score_decimals"] == 2
    outcomes = {
        one["external_id"]: (one["outcome"], one["failed_code"]) for one in await desk.clerk.all(f"{path}/results")
    }
    assert outcomes["1"] == outcomes["5"] == ("failed", "below_pass_overall")
    assert outcomes["6"] == ("not_scored", None)


async def test_a_preview_changes_nothing(desk: Desk) -> None:
    path = await small_list(desk)
    before, results = await desk.clerk.read(path), await desk.clerk.all(f"{path}/results")
    scoring = await desk.scoring(list_id(path))
    assert scoring["status"] == "previewed"
    assert {k: scoring["summary"][k] for k in ("scored", "passed", "failed", "not_scored", "entering", "leaving")} == {
        "scored": 5,
        "passed": 3,
        "failed": 2,
        "not_scored": 1,
        "entering": 3,
        "leaving": 0,
    }
    assert await desk.clerk.read(path) == before
    assert await desk.clerk.all(f"{path}/results") == results
    assert await roster(desk, path) == []


async def test_what_cannot_be_scored_is_refused(desk: Desk) -> None:
    without = await desk.list("L1", scoring_model_id=None)
    problem(await desk.clerk.post(f"/eligible-lists/{without['id']}/scorings"), 409, "no_scoring_model")
    empty = await desk.list("L2")
    problem(await desk.clerk.post(f"/eligible-lists/{empty['id']}/scorings"), 409, "no_results")


async def test_applying_needs_the_version_of_the_scoring(desk: Desk) -> None:
    path = await small_list(desk)
    scoring = await desk.scoring(list_id(path))
    apply = f"/scorings/{scoring['id']}/apply"
    problem(await desk.clerk.post(apply), 428, "version_required")
    problem(await desk.clerk.post(apply, version=scoring["version"] - 1), 412, "stale_version")
    job = await desk.clerk.make(apply, version=scoring["version"])
    problem(await desk.clerk.post(apply, version=scoring["version"] + 1), 409, "illegal_transition")
    await desk.worker.done(desk.clerk, job)
    applied = await desk.clerk.read(f"/scorings/{scoring['id']}")
    assert (applied["status"], applied["applied_version"]) == ("applied", 1)
    problem(await desk.clerk.post(apply, version=applied["version"]), 409, "illegal_transition")


async def test_a_scoring_that_is_still_computed_cannot_be_applied(desk: Desk) -> None:
    path = await small_list(desk)
    await desk.clerk.make(f"{path}/scorings")
    (scoring,) = await desk.clerk.all(f"{path}/scorings")
    assert scoring["status"] == "computing"
    problem(await desk.clerk.post(f"/scorings/{scoring['id']}/apply", version=1), 409, "scoring_not_ready")


async def test_a_scoring_is_stale_once_results_changed(desk: Desk) -> None:
    path = await small_list(desk)
    first, second = await desk.scoring(list_id(path)), await desk.scoring(list_id(path))
    waiting = await desk.clerk.make(f"/scorings/{second['id']}/apply", version=second["version"])
    await desk.imported(list_id(path), SMALL + b"7,G,G,g@example.org,99,49,19,none,,completed\r\n")
    shown = await desk.clerk.read(f"/scorings/{first['id']}")
    assert shown["status"] == "stale"
    problem(await desk.clerk.post(f"/scorings/{first['id']}/apply", version=first["version"]), 409, "scoring_stale")
    ended = await desk.worker.finish(desk.clerk, waiting)
    assert (ended["status"], ended["error"]["code"]) == ("failed", "scoring_stale")
    assert (await desk.clerk.read(f"/scorings/{second['id']}"))["status"] == "stale"
    assert await roster(desk, path) == []


async def test_only_one_of_two_previews_is_applied(desk: Desk) -> None:
    path = await small_list(desk)
    first, second = await desk.scoring(list_id(path)), await desk.scoring(list_id(path))
    await desk.worker.done(
        desk.clerk, await desk.clerk.make(f"/scorings/{first['id']}/apply", version=first["version"])
    )
    problem(await desk.clerk.post(f"/scorings/{second['id']}/apply", version=second["version"]), 409, "scoring_stale")


async def test_scoring_again_before_posting_moves_enters_and_removes(desk: Desk, world: World) -> None:
    path = await small_list(desk)
    await desk.scored(list_id(path))
    ids = {one["external_id"]: one["id"] for one in await desk.clerk.all(f"{path}/eligibles")}
    changed = SMALL.replace(b"100,25,20", b"10,25,20").replace(b"80,40,15.1225", b"70,35,14")
    changed = changed.replace(b"69,34.5,13.8,disabled", b"90,45,18,disabled")
    await desk.imported(list_id(path), changed)

    scoring = await desk.scoring(list_id(path))
    counts = {name: scoring["summary"][name] for name in ("entering", "leaving", "changed_score", "changed_rank")}
    # 1 enters (900 + 70), 3 leaves, 4 falls from 791.23 to 700; 2 was third and is now second, 4 second and now third.
    assert counts == {"entering": 1, "leaving": 1, "changed_score": 1, "changed_rank": 2}
    diff = {row["external_id"]: row for row in await desk.clerk.all(f"/scorings/{scoring['id']}/diff", limit=2)}
    assert diff["4"]["before"] == {"score": "791.23", "rank": 2}
    assert diff["4"]["after"] == {"score": "700.00", "rank": 3}
    assert (diff["3"]["before"], diff["3"]["after"]) == ({"score": "800.00", "rank": 1}, None)
    file = await desk.clerk.get(f"/scorings/{scoring['id']}/diff.csv?columns=external_id,score_before,score_after")
    rows = [line.split(",") for line in file.text.splitlines()]
    assert rows[0] == ["Applicant Number", "Score Before", "Score After"]
    assert [row[0] for row in rows[1:]] == list(diff)
    assert {row[0]: row[1:] for row in rows}["4"] == ["791.23", "700.00"]
    only = await desk.clerk.all(f"/scorings/{scoring['id']}/diff", limit=1, only="changed")
    assert [row["external_id"] for row in only if row["external_id"] in "134"] == ["1", "4", "3"]

    scored = await desk.scored(list_id(path))
    assert await roster(desk, path) == [(1, "1", "970.00"), (2, "2", "735.00"), (3, "4", "700.00")]
    assert scored["counts"] == {"eligibles": 3, "active": 3, "ranks": 3}
    assert scored["list_version"] == 2
    now = {one["external_id"]: one["id"] for one in await desk.clerk.all(f"{path}/eligibles")}
    assert {name: now[name] for name in ("2", "4")} == {name: ids[name] for name in ("2", "4")}
    assert await versions_of(world, ids["3"]) == [(1, "800.00"), (2, None)]
    assert await versions_of(world, ids["2"]) == [(1, "735.00")]

    await desk.imported(list_id(path), SMALL)
    await desk.scored(list_id(path))
    assert await roster(desk, path) == [(1, "3", "800.00"), (2, "4", "791.23"), (3, "2", "735.00")]
    back = {one["external_id"]: one for one in await desk.clerk.all(f"{path}/eligibles")}["3"]
    assert (back["id"], back["status"]) == (ids["3"], "tentative")
    assert await statuses_of(world, ids["3"]) == ["removed", "active"]


async def versions_of(world: World, eligible_id: str) -> list[tuple[int, str | None]]:
    """The scores somebody got, by version of the list."""
    async with world.database.transaction(world.agency.id, read_only=True) as session:
        found = await session.execute(
            text("SELECT list_version, score FROM list_version_scores WHERE eligible_id = :id ORDER BY list_version"),
            {"id": UUID(eligible_id)},
        )
        return [(version, None if score is None else score_text(score, 2)) for version, score in found]


async def statuses_of(world: World, eligible_id: str) -> list[str]:
    """The history of somebody's status."""
    async with world.database.transaction(world.agency.id, read_only=True) as session:
        query = text("SELECT status FROM eligible_statuses WHERE eligible_id = :id ORDER BY seq")
        return list((await session.execute(query, {"id": UUID(eligible_id)})).scalars())


async def test_a_banded_list_ranks_by_band(desk: Desk) -> None:
    bands = [{"rank": 1, "lower": "790", "upper": "1100"}, {"rank": 2, "lower": "720", "upper": "790"}]
    banding = await desk.clerk.make("/banding-models", {"code": "B", "title": "Two bands", "bands": bands})
    made = await desk.scoring_model("SMALL", components=NO_HURDLES, decimals=2)
    created = await desk.list(scoring_model_id=made["id"], banding_model_id=banding["id"])
    await desk.imported(created["id"], SMALL)
    await desk.scored(created["id"])
    seen = await desk.clerk.all(f"/eligible-lists/{created['id']}/eligibles")
    assert [(one["external_id"], one["rank"], one["score"], one["band"]) for one in seen] == [
        ("3", 1, "1100.00", 1),
        ("4", 1, "1100.00", 1),
        ("2", 2, "790.00", 2),
    ]


async def test_the_ledger_tells_what_was_done_without_names(desk: Desk, world: World) -> None:
    path = await small_list(desk)
    await desk.scored(list_id(path))
    async with world.database.transaction(world.agency.id, read_only=True) as session:
        events = (await session.execute(text("SELECT name, canonical FROM ledger_events ORDER BY seq"))).all()
    names = [name for name, _ in events]
    expected = [
        "list.created",
        "import.previewed",
        "import.committed",
        "scoring.requested",
        "scoring.computed",
        "scoring.applied",
    ]
    assert [name for name in names if name in expected] == expected
    assert not [canonical for _, canonical in events if "example.org" in canonical]
    assert (await desk.clerk.read("/ledger/verify"))["valid"] is True


async def test_a_job_that_runs_twice_acts_once(desk: Desk, world: World) -> None:
    path = await small_list(desk)
    job = await desk.clerk.make(f"{path}/scorings")
    first = await desk.worker.done(desk.clerk, job)
    await desk.worker.run(world.agency.id, UUID(job["id"]))
    assert await desk.worker.done(desk.clerk, job) == first
    assert len(await desk.clerk.all(f"{path}/scorings")) == 1


async def test_a_longer_list_computed_in_pieces_is_dense_across_pages(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "PIECE", 700)
    monkeypatch.setattr(jobs, "IN_THREAD", 600)
    made = await desk.list()
    await desk.imported(made["id"], people(1200))
    await desk.scored(made["id"])
    seen = await desk.clerk.all(f"/eligible-lists/{made['id']}/eligibles")
    assert len(seen) == 1200
    scores = [Decimal(one["score"]) for one in seen]
    assert scores == sorted(scores, reverse=True)
    ranks = {score: rank for rank, score in enumerate(sorted(set(scores), reverse=True), start=1)}
    assert [one["rank"] for one in seen] == [ranks[score] for score in scores]
