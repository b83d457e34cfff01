"""Importing results: what a preview says and leaves alone, what a commit stores, and what neither accepts."""

import csv
import io
import json
from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy import text

from tests.conftest import World
from tests.support.clerk import problem
from tests.support.lists import HEAD, SF_FILE, SF_MAPPING, Desk, people, rows

ONE = "1,Okafor,Adaeze,a.okafor@example.org,80,40,16,none,,completed"


async def counts(world: World, *tables: str) -> dict[str, int]:
    """How many rows the agency has in some tables."""
    async with world.database.transaction(world.agency.id, read_only=True) as session:
        return {table: (await session.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one() for table in tables}


async def test_a_preview_stores_no_result_and_no_person(desk: Desk, world: World) -> None:
    made = await desk.list()
    await desk.previewed(made["id"], people(20))
    assert await counts(world, "exam_results", "persons", "eligibles") == {
        "exam_results": 0,
        "persons": 0,
        "eligibles": 0,
    }
    assert (await desk.clerk.read(f"/eligible-lists/{made['id']}"))["version"] == made["version"]


async def test_an_upload_that_is_sent_again_gets_the_same_answer(desk: Desk, world: World) -> None:
    """Each time a client sends a form, it chooses another boundary."""
    made = await desk.list()

    async def send(content: bytes, boundary: str) -> httpx.Response:
        kind = {"Content-Type": f"multipart/form-data; boundary={boundary}", "Idempotency-Key": "once"}
        files = {"file": ("results.csv", content, "text/csv")}
        fields = {"format": "results", "mapping": json.dumps(SF_MAPPING)}
        path = f"/eligible-lists/{made['id']}/imports"
        return await desk.clerk.call("POST", path, data=fields, files=files, headers=kind)

    first, again = await send(people(3), "first"), await send(people(3), '"the second: one"')
    assert (first.status_code, again.status_code) == (201, 201), again.text
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.json() == first.json()
    assert (await counts(world, "list_imports")) == {"list_imports": 1}
    problem(await send(people(4), "third"), 422, "idempotency_key_reused")


async def test_importing_the_same_file_again_changes_nothing(desk: Desk, world: World) -> None:
    made = await desk.list()
    path = f"/eligible-lists/{made['id']}"
    await desk.imported(made["id"], SF_FILE.read_bytes())
    before, results = await desk.clerk.read(path), await desk.clerk.all(f"{path}/results")
    stored = await counts(world, "exam_results", "persons")

    again = await desk.previewed(made["id"], SF_FILE.read_bytes())
    assert again["diff"] == {"new": 0, "changed": 0, "unchanged": 600}
    assert not [row for row in again["warnings"] if row["code"] in ("name_differs", "email_differs", "email_in_use")]
    job = await desk.clerk.make(f"/imports/{again['id']}/commit")
    result = await desk.worker.done(desk.clerk, job)
    assert (result["new"], result["changed"], result["unchanged"]) == (0, 0, 600)
    assert await desk.clerk.read(path) == before
    assert await desk.clerk.all(f"{path}/results") == results
    assert await counts(world, "exam_results", "persons") == stored


async def test_a_changed_row_is_told_apart_and_replaces_what_was_there(desk: Desk) -> None:
    made = await desk.list()
    await desk.imported(made["id"], people(3))
    changed = people(4).replace(b",71,36,15,", b",99.5,36,15,")
    preview = await desk.previewed(made["id"], changed)
    assert preview["diff"] == {"new": 1, "changed": 1, "unchanged": 2}
    await desk.worker.done(desk.clerk, await desk.clerk.make(f"/imports/{preview['id']}/commit"))
    results = await desk.clerk.all(f"/eligible-lists/{made['id']}/results")
    assert [one["components"]["written"] for one in results] == ["99.5", "72", "73", "74"]
    assert [one["version"] for one in results] == [2, 1, 1, 1]


async def test_a_preview_is_stale_once_other_results_were_stored(desk: Desk) -> None:
    made = await desk.list()
    first = await desk.previewed(made["id"], people(3))
    waiting = await desk.previewed(made["id"], people(3, start=10))
    job = await desk.clerk.make(f"/imports/{waiting['id']}/commit")
    await desk.worker.done(desk.clerk, await desk.clerk.make(f"/imports/{first['id']}/commit"))
    ended = await desk.worker.finish(desk.clerk, job)
    assert (ended["status"], ended["error"]["code"]) == ("failed", "import_stale")
    assert (await desk.clerk.read(f"/imports/{waiting['id']}"))["status"] == "stale"
    assert len(await desk.clerk.all(f"/eligible-lists/{made['id']}/results")) == 3
    problem(await desk.clerk.post(f"/imports/{waiting['id']}/commit"), 409, "import_stale")


async def test_a_stale_preview_is_refused_before_a_job_is_made(desk: Desk) -> None:
    made = await desk.list()
    first, second = await desk.previewed(made["id"], people(3)), await desk.previewed(made["id"], people(5))
    await desk.worker.done(desk.clerk, await desk.clerk.make(f"/imports/{first['id']}/commit"))
    problem(await desk.clerk.post(f"/imports/{second['id']}/commit"), 409, "import_stale")
    problem(await desk.clerk.post(f"/imports/{first['id']}/commit"), 409, "illegal_transition")


async def test_another_scoring_model_makes_a_preview_stale(desk: Desk) -> None:
    made = await desk.list()
    preview = await desk.previewed(made["id"], people(3))
    other = (await desk.scoring_model("OTHER"))["id"]
    path = f"/eligible-lists/{made['id']}"
    assert (await desk.clerk.patch(path, {"scoring_model_id": other}, version=made["version"])).status_code == 200
    problem(await desk.clerk.post(f"/imports/{preview['id']}/commit"), 409, "import_stale")


async def test_columns_are_guessed_from_the_heads(desk: Desk) -> None:
    made = await desk.list()
    preview = await desk.previewed(made["id"], SF_FILE.read_bytes(), mapping=None)
    assert preview["mapping"]["components"] == SF_MAPPING["components"]
    assert preview["mapping"]["credits"] == SF_MAPPING["credits"]
    assert preview["headers"] == HEAD.split(",")
    assert (preview["encoding"], preview["delimiter"]) == ("utf-8", ",")
    assert len(preview["sample"]) == 10
    assert preview["rows_valid"] == 600


async def test_rejected_rows_leave_as_a_csv_that_runs_nothing(desk: Desk) -> None:
    made = await desk.list()
    evil = "2,\"=cmd|' /C calc'!A0\",Eve,e@example.org,=1+1,40,16,none,,completed"
    preview = await desk.previewed(made["id"], rows(ONE, evil))
    assert [row["code"] for row in preview["rejected"]] == ["bad_score"]
    answer = await desk.clerk.get(f"/imports/{preview['id']}/rejected.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["x-content-type-options"] == "nosniff"
    table = list(csv.reader(io.StringIO(answer.text)))
    assert table[0] == ["row", "line", "code", "field", "message"]
    assert table[1][:4] == ["2", "3", "bad_score", "written_raw"]
    assert not [cell for row in table for cell in row if cell[:1] in "=+-@" and cell]


async def test_a_formula_or_markup_in_a_name_is_kept_as_it_is(desk: Desk) -> None:
    made = await desk.list()
    await desk.imported(
        made["id"], rows('1,"=HYPERLINK(""http://x"")",<b>Eve</b>,e@example.org,80,40,16,none,,completed')
    )
    await desk.scored(made["id"])
    (one,) = await desk.clerk.all(f"/eligible-lists/{made['id']}/eligibles")
    assert one["person"]["display_name"] == '=HYPERLINK("http://x"), <b>Eve</b>'


async def test_imports_of_a_list_are_listed_newest_first(desk: Desk) -> None:
    made = await desk.list()
    ids = [(await desk.previewed(made["id"], people(n)))["id"] for n in (1, 2, 3)]
    listed = await desk.clerk.all(f"/eligible-lists/{made['id']}/imports", limit=2)
    assert [one["id"] for one in listed] == ids[::-1]


BAD_FILES: list[tuple[str, Any, bytes, int, str, str]] = [
    ("empty", SF_MAPPING, b"", 422, "empty_file", "file"),
    ("blank", SF_MAPPING, b"\r\n\r\n", 422, "empty_file", "file"),
    ("pdf", SF_MAPPING, b"%PDF-1.7 ...", 415, "unsupported_type", "file"),
    ("page", SF_MAPPING, b"<html><body>no</body></html>", 415, "unsupported_type", "file"),
    ("prose", SF_MAPPING, b"just one line of words", 422, "not_a_table", "file"),
    ("quotes", SF_MAPPING, rows(ONE, '2,"open'), 422, "bad_quoting", "file"),
    ("no json", "{", rows(ONE), 422, "bad_mapping", "mapping"),
    ("deep json", "[" * 5000 + "]" * 5000, rows(ONE), 422, "bad_mapping", "mapping"),
    ("a list", "[]", rows(ONE), 422, "bad_mapping", "mapping"),
    ("unknown column", {**SF_MAPPING, "email": "mail"}, rows(ONE), 422, "unknown_column", "mapping.email"),
    ("unknown entry", {**SF_MAPPING, "shoe": "x"}, rows(ONE), 422, "bad_mapping", "mapping.shoe"),
    ("odd entry", {**SF_MAPPING, "\ud800\x00": "x"}, rows(ONE), 422, "bad_mapping", "mapping.??"),
    ("a number", {**SF_MAPPING, "email": 7}, rows(ONE), 422, "bad_mapping", "mapping.email"),
    (
        "unknown component",
        {**SF_MAPPING, "components": {**SF_MAPPING["components"], "essay": "status"}},
        rows(ONE),
        422,
        "unknown_component",
        "mapping.components.essay",
    ),
    (
        "missing component",
        {**SF_MAPPING, "components": {"written": "written_raw"}},
        rows(ONE),
        422,
        "component_not_mapped",
        "mapping.components.oral",
    ),
    (
        "unknown credit",
        {**SF_MAPPING, "credits": {"residency": "veteran"}},
        rows(ONE),
        422,
        "unknown_credit",
        "mapping.credits.residency",
    ),
    (
        "used twice",
        {**SF_MAPPING, "first_name": "last_name"},
        rows(ONE),
        422,
        "column_used_twice",
        "mapping.first_name",
    ),
]


async def test_files_that_cannot_be_used_are_refused_by_name(desk: Desk, world: World) -> None:
    made = await desk.list()
    for name, mapping, content, status, code, field in BAD_FILES:
        refused = problem(await desk.upload(made["id"], content, mapping=mapping), status, code)
        assert [one["field"] for one in refused["errors"]] == [field], name
    assert await counts(world, "list_imports", "files") == {"list_imports": 0, "files": 0}


async def test_a_bad_row_names_row_and_line_of_a_file_problem(desk: Desk) -> None:
    made = await desk.list()
    refused = problem(await desk.upload(made["id"], rows(ONE, '2,"open')), 422, "bad_quoting")
    assert refused["line"] == 3


async def test_bad_rows_are_rejected_one_by_one_and_the_others_stand(desk: Desk) -> None:
    made = await desk.list()
    bad = {
        "nul": "2,O\x00Neil,Eve,e@example.org,80,40,16,none,,completed",
        "points": "3,B,B,b@example.org,80,40,16,none,99999999999999999999,completed",
        "more points": "4,B,B,c@example.org,80,40,16,none,100001,completed",
        "status": "5,B,B,d@example.org,80,40,16,none,,perhaps",
        "score": "6,B,B,f@example.org,1e2,40,16,none,,completed",
    }
    preview = await desk.previewed(made["id"], rows(ONE, *bad.values()))
    found = [(row["row"], row["code"], row["field"]) for row in preview["rejected"]]
    assert found == [
        (2, "control_char", "last_name"),
        (3, "bad_points", "promotive_points"),
        (4, "bad_points", "promotive_points"),
        (5, "bad_status", "status"),
        (6, "mangled_number", "written_raw"),
    ]
    assert (preview["rows_read"], preview["rows_valid"], preview["rows_rejected"]) == (6, 1, 5)
    await desk.worker.done(desk.clerk, await desk.clerk.make(f"/imports/{preview['id']}/commit"))
    assert (await desk.clerk.read(f"/eligible-lists/{made['id']}"))["results_count"] == 1


async def test_what_is_no_upload_is_refused(desk: Desk) -> None:
    made = await desk.list()
    path = f"/eligible-lists/{made['id']}/imports"
    refused = problem(await desk.clerk.call("POST", path, data={"format": "results"}), 422)
    assert "file" in [one["field"] for one in refused["errors"]]
    refused = problem(await desk.upload(made["id"], rows(ONE), fmt="horoscope"), 422)
    assert "format" in [one["field"] for one in refused["errors"]]
    problem(await desk.upload(str(uuid4()), rows(ONE)), 404, "not_found")
    problem(await desk.clerk.get("/imports/none-such"), 404, "not_found")


async def test_an_oversize_upload_is_refused(desk: Desk, world: World) -> None:
    made = await desk.list()
    too_much = rows(ONE) + b" " * (world.settings.upload_mebibytes << 20)
    problem(await desk.upload(made["id"], too_much), 413, "too_large")
    assert await counts(world, "list_imports", "files") == {"list_imports": 0, "files": 0}


async def test_a_list_without_a_model_takes_no_results(desk: Desk) -> None:
    made = await desk.list(scoring_model_id=None)
    problem(await desk.upload(made["id"], rows(ONE)), 409, "no_scoring_model")


async def test_a_posted_list_takes_no_results(desk: Desk) -> None:
    made = await desk.list()
    path = f"/eligible-lists/{made['id']}"
    await desk.imported(made["id"], people(3))
    await desk.scored(made["id"])
    late = await desk.previewed(made["id"], people(4))
    assert (await desk.act(path, "post")).status_code == 200
    problem(await desk.upload(made["id"], people(4)), 409, "list_not_open")
    problem(await desk.clerk.post(f"/imports/{late['id']}/commit"), 409, "list_not_open")
