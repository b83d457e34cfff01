"""Looking at a file, choosing and remembering its columns, its sheets, what it changes row by row, and undoing it."""

import io
import zipfile
from typing import Any

import httpx

from tests.support.clerk import problem
from tests.support.lists import HEAD, SF_MAPPING, Desk, people, rows
from tests.support.workbooks import MAIN, OFFICE, PACKAGE, START, TYPES, sheet, text

FINALS = (
    "ID;Surname;Given name;E-mail;Final score;Remarks\r\n"
    '007;Okafor;Adaeze;a.okafor@example.org;95.5;"two\r\nlines"\r\n'
    "008;Lee;Min-jun;;88.123;\r\n"
    "009;Novak;Petra;p.novak@example.org;95.5;\r\n"
)


async def looked_at(desk: Desk, list_id: str, content: bytes, **more: str) -> Any:
    """A file that is only looked at."""
    fields = {"format": "results", "look_only": "true", **more}
    files = {"file": ("results.csv", content, "text/csv")}
    answer = await desk.clerk.call("POST", f"/eligible-lists/{list_id}/imports", data=fields, files=files)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def again(desk: Desk, made: Any, **body: Any) -> httpx.Response:
    """Read the kept file again."""
    return await desk.clerk.post(f"/imports/{made['id']}/preview", body, version=made["version"])


async def changes(desk: Desk, made: Any, **asked: str) -> list[Any]:
    """What the rows of an import would change, page by page."""
    found: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        page = await desk.clerk.read(f"/imports/{made['id']}/diff", params={**asked, **cursor})
        found += page["items"]
        if page["next_cursor"] is None:
            return found
        cursor = {"cursor": page["next_cursor"]}


async def undone(desk: Desk, import_id: str) -> Any:
    """Undo an import; returns the job's result."""
    made = await desk.clerk.read(f"/imports/{import_id}")
    return await desk.worker.done(
        desk.clerk, await desk.clerk.make(f"/imports/{import_id}/undo", version=made["version"])
    )


async def committed(desk: Desk, list_id: str, content: bytes, **kw: Any) -> Any:
    """A committed import, as it stands."""
    result = await desk.imported(list_id, content, **kw)
    return await desk.clerk.read(f"/imports/{result['import_id']}")


async def test_a_file_is_looked_at_before_its_columns_are_known(desk: Desk) -> None:
    made = await desk.list()
    odd = HEAD.replace("oral_raw", "Interview").replace("last_name", "Family") + "\n1,A,B,,80,40,16,none,,completed\n"
    found = await looked_at(desk, made["id"], odd.encode())
    assert (found["status"], found["rows_read"], found["file_name"]) == ("uploaded", 0, "results.csv")
    assert (found["mapping_source"], found["mapping"]["last_name"]) == ("guessed", None)
    assert found["mapping"]["components"] == {"written": "written_raw", "oral": None, "training": "training_raw"}
    assert found["sample"][0][:2] == ["1", "A"]
    problem(await desk.clerk.post(f"/imports/{found['id']}/commit"), 409, "illegal_transition")
    assert problem(await again(desk, found), 422, "mapping_incomplete")["errors"][0]["field"] == "mapping.last_name"
    assert (await desk.clerk.read(f"/imports/{found['id']}"))["version"] == found["version"]

    chosen = {**SF_MAPPING, "last_name": "Family", "components": {**SF_MAPPING["components"], "oral": "Interview"}}
    answer = await again(desk, found, mapping=chosen)
    assert answer.status_code == 200, answer.text
    read = answer.json()
    assert (read["status"], read["rows_valid"], read["mapping_source"]) == ("previewed", 1, "given")
    assert read["ignored"] == []
    problem(await again(desk, found, mapping=chosen), 412, "stale_version")


async def test_columns_that_were_committed_are_remembered_for_the_next_file_with_these_heads(desk: Desk) -> None:
    made = await desk.list()
    heads = "code,Family,Given,w,o,t,note"
    chosen = {
        "external_id": "code",
        "last_name": "Family",
        "first_name": "Given",
        "components": {"written": "w", "oral": "o", "training": "t"},
    }
    first = f"{heads}\n1,A,B,80,40,16,x\n".encode()
    await desk.previewed(made["id"], first, mapping=chosen)
    assert (await looked_at(desk, made["id"], first))["mapping_source"] == "guessed"
    await desk.imported(made["id"], first, mapping=chosen)

    other = b"NOTE,o,t,w,given,family,code\ny,41,16,80,B,A,2\n"
    found = await looked_at(desk, made["id"], other)
    assert found["mapping_source"] == "remembered"
    read = (await again(desk, found)).json()
    assert (read["status"], read["mapping_source"], read["diff"]["new"]) == ("previewed", "remembered", 1)
    assert read["ignored"] == ["NOTE"]
    # A list with another model has other components: what was remembered does not fit.
    models = await desk.clerk.all("/scoring-models")
    body = {key: models[0][key] for key in ("title", "scale", "decimals", "rounding")}
    one = await desk.clerk.make(
        "/scoring-models",
        {**body, "code": "ONE", "components": [{"name": "essay", "weight": "1", "max": "100"}], "credits": []},
    )
    elsewhere = await desk.list("L2", scoring_model_id=one["id"])
    assert (await looked_at(desk, elsewhere["id"], other))["mapping_source"] == "guessed"


async def test_what_each_mapped_column_was_read_as(desk: Desk) -> None:
    made = await desk.list()
    lines = (
        "1,Okafor,Adaeze,a@example.org,80.50,40,16,veteran,,completed",
        "2,Lee,Min,,71,40,16,none,15,completed",
        "3,Novak,Petra,,,,,none,,no_show",
        "4,Roe,Ann,,eighty,40,16,none,,completed",
    )
    read = await desk.previewed(made["id"], rows(*lines))
    columns = {column["field"]: column for column in read["columns"]}
    written = columns["components.written"]
    assert (written["read_as"], written["header"]) == ("number", "written_raw")
    assert (written["filled"], written["rejected"], written["least"], written["greatest"]) == (2, 1, "71", "80.5")
    assert columns["credits.veteran"]["values"] == {"veteran": 1}
    assert columns["status"]["values"] == {"completed": 2, "no_show": 1}
    assert (columns["external_id"]["read_as"], columns["external_id"]["filled"]) == ("id", 3)
    assert columns["email"]["filled"] == 1
    assert read["rejected_by"] == {"bad_score": 1}


async def test_the_diff_shows_the_values_that_change_page_by_page(desk: Desk) -> None:
    made = await desk.list()
    await desk.imported(made["id"], people(3))
    read = await desk.previewed(
        made["id"], people(5).replace(b",71,36,15,none,,completed", b",99.5,36,15,none,5,completed")
    )
    path = f"/imports/{read['id']}/diff"
    everything = await changes(desk, read, limit="2")
    assert [(one["row"], one["kind"]) for one in everything] == [
        (1, "changed"),
        (2, "unchanged"),
        (3, "unchanged"),
        (4, "new"),
        (5, "new"),
    ]
    assert everything[0]["changes"] == [
        {"field": "components.written", "before": "71", "after": "99.5"},
        {"field": "credits.promotive", "before": None, "after": "5"},
    ]
    assert everything[1]["changes"] == []
    assert {"field": "components.oral", "before": None, "after": "39"} in everything[3]["changes"]
    assert [one["row"] for one in await changes(desk, read, kind="new", sort="-row", limit="1")] == [5, 4]
    assert [one["name"] for one in await changes(desk, read, q="person0004")] == ["Person0004, Pat"]
    assert [one["row"] for one in await changes(desk, read, q="0000002")] == [2]
    problem(await desk.clerk.get(path, params={"kind": "odd"}), 422)


async def test_one_person_twice_is_named_by_row(desk: Desk) -> None:
    made = await desk.list()
    await desk.imported(made["id"], rows("0,Vega,Ines,ines@example.org,80,40,16,none,,completed"))
    lines = (
        "1,Okafor,Adaeze,a@example.org,80,40,16,none,,completed",
        "2,Okafor,Adaeze,A@example.org,81,40,16,none,,completed",
        "3,Lee,Min,,82,40,16,none,,completed",
        "4,LEE,Mín,,83,40,16,none,,completed",
        "5,Vega,Ines,ines@example.org,84,40,16,none,,completed",
        "6,Vega,Ines,,84,40,16,none,,completed",
        "7,Roe,Ann,one@example.org,84,40,16,none,,completed",
        "8,Roe,Ann,two@example.org,84,40,16,none,,completed",
        "3,Lee,Min,,82,40,16,none,,completed",
    )
    read = await desk.previewed(made["id"], rows(*lines))
    found = [(one["row"], one["code"]) for one in read["warnings"]]
    assert found == [
        (2, "email_in_use"),
        (4, "same_name"),
        (5, "email_in_use"),
        (6, "same_name"),
        (6, "same_name"),
    ]
    told = [one["message"] for one in read["warnings"]]
    assert "row 1" in told[0]
    assert "Row 3" in told[1]
    assert "candidate 0" in told[2]
    assert any("Row 5" in one for one in told[3:])
    assert any("Candidate 0" in one for one in told[3:])
    assert [(one["row"], one["code"]) for one in read["rejected"]] == [(9, "duplicate_row")]
    assert "row 3" in read["rejected"][0]["message"]


async def test_final_scores_from_elsewhere_become_results_and_scores(desk: Desk) -> None:
    made = await desk.list(scoring_model_id=None)
    read = await desk.previewed(made["id"], FINALS.encode("cp1252"), mapping=None, fmt="generic")
    assert (read["rows_valid"], read["rows_rejected"], read["ignored"]) == (3, 0, ["Remarks"])
    assert (read["delimiter"], read["mapping"]["score"]) == (";", "Final score")
    await desk.worker.done(desk.clerk, await desk.clerk.make(f"/imports/{read['id']}/commit"))
    results = await desk.clerk.all(f"/eligible-lists/{made['id']}/results")
    assert [(one["external_id"], one["final_score"], one["components"]) for one in results] == [
        ("007", "95.5", {}),
        ("008", "88.123", {}),
        ("009", "95.5", {}),
    ]
    scored = await desk.scored(made["id"])
    assert scored["status"] == "scored"
    standing = await desk.clerk.all(f"/eligible-lists/{made['id']}/eligibles")
    # Equal scores stand by name: Novak before Okafor.
    assert [(one["rank"], one["score"], one["external_id"]) for one in standing] == [
        (1, "95.500", "009"),
        (1, "95.500", "007"),
        (2, "88.123", "008"),
    ]


async def test_a_list_takes_the_format_its_model_says(desk: Desk) -> None:
    with_model, without = await desk.list("L1"), await desk.list("L2", scoring_model_id=None)
    problem(
        await desk.upload(with_model["id"], FINALS.encode(), mapping=None, fmt="generic"), 409, "list_has_scoring_model"
    )
    problem(await desk.upload(without["id"], people(1)), 409, "no_scoring_model")


async def test_a_final_score_with_more_digits_than_are_stored_is_refused(desk: Desk) -> None:
    made = await desk.list(scoring_model_id=None)
    content = b"id,last,first,score\n1,A,B,95.123456789\n2,C,D,1234567890\n3,E,F,95.12345678\n"
    read = await desk.previewed(made["id"], content, mapping=None, fmt="generic")
    assert [(one["row"], one["code"]) for one in read["rejected"]] == [(1, "bad_score"), (2, "bad_score")]
    await desk.worker.done(desk.clerk, await desk.clerk.make(f"/imports/{read['id']}/commit"))
    await desk.scored(made["id"])
    (one,) = await desk.clerk.all(f"/eligible-lists/{made['id']}/eligibles")
    assert one["score"] == "95.12345678"


async def test_results_without_a_final_score_need_a_model(desk: Desk) -> None:
    made = await desk.list()
    await desk.imported(made["id"], people(2))
    path = f"/eligible-lists/{made['id']}"
    version = (await desk.clerk.read(path))["version"]
    assert (await desk.clerk.patch(path, {"scoring_model_id": None}, version=version)).status_code == 200
    problem(await desk.clerk.post(f"{path}/scorings"), 409, "no_scoring_model")


async def test_an_undone_import_leaves_the_results_as_they_were(desk: Desk) -> None:
    made = await desk.list()
    path = f"/eligible-lists/{made['id']}"
    await desk.imported(made["id"], people(3))
    before = await desk.clerk.all(f"{path}/results")
    second = await committed(desk, made["id"], people(5).replace(b",71,36,15,", b",99.5,36,15,"))
    assert (await desk.clerk.read(path))["results_count"] == 5
    assert await undone(desk, second["id"]) == {"import_id": second["id"], "removed": 2, "restored": 1}

    after = await desk.clerk.all(f"{path}/results")
    assert [{**one, "version": 0} for one in after] == [{**one, "version": 0} for one in before]
    listed = await desk.clerk.read(path)
    assert listed["results_count"] == 3
    ended = await desk.clerk.read(f"/imports/{second['id']}")
    assert ended["status"] == "undone"
    problem(await desk.clerk.post(f"/imports/{second['id']}/undo", version=ended["version"]), 409, "illegal_transition")
    told = await desk.clerk.read("/ledger", params={"subject": f"import:{second['id']}"})
    assert {one["name"] for one in told["items"]} >= {"import.previewed", "import.committed", "import.undone"}
    # What went can come again.
    assert (await desk.imported(made["id"], people(5)))["new"] == 2


async def test_an_import_that_something_rests_on_is_not_undone(desk: Desk) -> None:
    made = await desk.list()
    first = await committed(desk, made["id"], people(3))
    second = await committed(desk, made["id"], people(3).replace(b",71,36,15,", b",99.5,36,15,"))
    undo = f"/imports/{first['id']}/undo"
    problem(await desk.clerk.post(undo), 428, "version_required")
    problem(await desk.clerk.post(undo, version=first["version"]), 409, "import_superseded")
    await undone(desk, second["id"])

    # A preview of scores is no obstacle: it is out of date afterwards. Scores that were applied are one.
    scoring = await desk.scoring(made["id"])
    await undone(desk, first["id"])
    assert (await desk.clerk.read(f"/scorings/{scoring['id']}"))["status"] == "stale"
    third = await committed(desk, made["id"], people(3))
    await desk.scored(made["id"])
    problem(await desk.clerk.post(f"/imports/{third['id']}/undo", version=third["version"]), 409, "import_scored")
    assert (await desk.act(f"/eligible-lists/{made['id']}", "post")).status_code == 200
    problem(await desk.clerk.post(f"/imports/{third['id']}/undo", version=third["version"]), 409, "list_not_open")


async def test_an_undo_that_was_overtaken_gives_up_whole(desk: Desk) -> None:
    made = await desk.list()
    first = await committed(desk, made["id"], people(3))
    later = await desk.previewed(made["id"], people(3).replace(b",71,36,15,", b",99.5,36,15,"))
    commit = await desk.clerk.make(f"/imports/{later['id']}/commit")
    undo = await desk.clerk.make(f"/imports/{first['id']}/undo", version=first["version"])
    ends = [await desk.worker.finish(desk.clerk, job) for job in (commit, undo)]
    assert sorted(one["status"] for one in ends) == ["failed", "succeeded"]
    states = [(await desk.clerk.read(f"/imports/{one['id']}"))["status"] for one in (first, later)]
    assert states in (["committed", "committed"], ["undone", "stale"])


async def test_a_preview_is_put_away_once(desk: Desk) -> None:
    made = await desk.list()
    read = await desk.previewed(made["id"], people(2))
    path = f"/imports/{read['id']}"
    problem(await desk.clerk.post(f"{path}/discard", version=read["version"] + 1), 412, "stale_version")
    gone = await desk.clerk.make(f"{path}/discard", version=read["version"])
    assert gone["status"] == "discarded"
    assert await desk.clerk.all(f"{path}/diff") == []
    problem(await desk.clerk.post(f"{path}/discard", version=gone["version"]), 409, "illegal_transition")
    problem(await desk.clerk.post(f"{path}/commit"), 409, "illegal_transition")
    problem(await again(desk, gone, mapping=SF_MAPPING), 409, "illegal_transition")


async def test_a_commit_of_another_preview_than_the_one_seen_is_refused(desk: Desk) -> None:
    made = await desk.list()
    seen = await desk.previewed(made["id"], people(2))
    assert (await again(desk, seen, mapping=SF_MAPPING)).status_code == 200
    problem(await desk.clerk.post(f"/imports/{seen['id']}/commit", version=seen["version"]), 412, "stale_version")


async def test_a_commit_that_was_cancelled_can_be_asked_for_again(desk: Desk) -> None:
    made = await desk.list()
    read = await desk.previewed(made["id"], people(2))
    job = await desk.clerk.make(f"/imports/{read['id']}/commit")
    waiting = await desk.clerk.read(f"/imports/{read['id']}")
    problem(await desk.clerk.post(f"/imports/{read['id']}/discard", version=waiting["version"]), 409, "import_busy")
    await desk.clerk.make(f"/jobs/{job['id']}/cancel")
    second = await desk.clerk.make(f"/imports/{read['id']}/commit")
    assert (await desk.worker.done(desk.clerk, second))["new"] == 2


async def test_a_stale_preview_is_made_anew_from_the_kept_file(desk: Desk) -> None:
    made = await desk.list()
    waiting = await desk.previewed(made["id"], people(3))
    await desk.imported(made["id"], people(2))
    problem(await desk.clerk.post(f"/imports/{waiting['id']}/commit"), 409, "import_stale")
    read = (await again(desk, waiting, mapping=SF_MAPPING)).json()
    assert read["diff"] == {"new": 1, "changed": 0, "unchanged": 2}
    await desk.worker.done(desk.clerk, await desk.clerk.make(f"/imports/{waiting['id']}/commit"))


async def test_another_sheet_of_a_workbook_is_chosen_by_its_name(desk: Desk) -> None:
    made = await desk.list(scoring_model_id=None)
    heads = {"A1": text("id"), "B1": text("last"), "C1": text("first"), "D1": text("score")}
    bond = {"A2": text("007"), "B2": text("Bond"), "C2": text("James"), "D2": "<v>95.5</v>"}
    book = workbook({"Cover": {"A1": text("Results of 2026")}, "A &amp; B": {**heads, **bond}})
    fields = {"format": "generic"}
    found = await looked_at(desk, made["id"], book, **fields)
    assert (found["encoding"], found["sheets"], found["sheet"]) == ("xlsx", ["Cover", "A & B"], "A & B")
    refused = problem(await again(desk, found, sheet="Elsewhere"), 422, "unknown_sheet")
    assert refused["errors"][0]["field"] == "sheet"
    problem(await again(desk, found, sheet="Cover", look_only=True), 422, "not_a_table")
    read = (await again(desk, found, sheet="A & B")).json()
    assert (read["rows_valid"], read["columns"][0]["filled"]) == (1, 1)
    await desk.worker.done(desk.clerk, await desk.clerk.make(f"/imports/{read['id']}/commit"))
    (one,) = await desk.clerk.all(f"/eligible-lists/{made['id']}/results")
    assert (one["external_id"], one["final_score"]) == ("007", "95.5")


async def test_heads_without_rows_and_rows_that_are_all_refused(desk: Desk) -> None:
    made = await desk.list()
    empty = await desk.previewed(made["id"], rows())
    assert (empty["rows_read"], empty["rows_valid"], empty["columns"][0]["filled"]) == (0, 0, 0)
    refused = await desk.previewed(made["id"], rows(*(f"{n},A,B,,eighty,40,16,none,,completed" for n in range(1, 151))))
    assert (refused["rows_valid"], refused["rows_rejected"], refused["rejected_by"]) == (0, 150, {"bad_score": 150})
    assert len(refused["rejected"]) == 100
    again_read = await desk.clerk.read(f"/imports/{refused['id']}")
    assert again_read == refused
    table = (await desk.clerk.get(f"/imports/{refused['id']}/rejected.csv")).text
    assert len(table.splitlines()) == 151


def workbook(sheets: dict[str, dict[str, str]]) -> bytes:
    """An .xlsx with sheets by name, in this order."""
    target = io.BytesIO()
    named = [f'<sheet name="{name}" sheetId="{at}" r:id="rId{at}"/>' for at, name in enumerate(sheets, 1)]
    related = [
        f'<Relationship Id="rId{at}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in range(1, len(sheets) + 1)
    ]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", START)
        book = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{"".join(named)}</sheets></workbook>'
        archive.writestr("xl/workbook.xml", book)
        relations = f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(related)}</Relationships>'
        archive.writestr("xl/_rels/workbook.xml.rels", relations)
        for at, cells in enumerate(sheets.values(), 1):
            archive.writestr(f"xl/worksheets/sheet{at}.xml", sheet(cells))
    return target.getvalue()
