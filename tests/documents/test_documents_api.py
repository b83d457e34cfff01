"""Score reports through API and worker: the paper, its twins, and how they leave."""

import csv
import io
from datetime import date

import pypdf
import pytest

from api.platform import runs
from tests.conftest import Clerks, World
from tests.support import stored
from tests.support.city import City
from tests.support.clerk import problem
from tests.support.lists import EXPECTED, SF_FILE, Desk, people
from tests.support.staff import colleague


async def scored_list(desk: Desk, code: str = "L1", content: bytes | None = None) -> str:
    """A scored list; returns its path."""
    made = await desk.list(code)
    await desk.imported(made["id"], content or people(5))
    await desk.scored(made["id"])
    return f"/eligible-lists/{made['id']}"


async def document(desk: Desk, path: str, wanted: str) -> str:
    """Have a score report made; returns the document's path."""
    job = await desk.clerk.make(f"{path}/documents", {"kind": "score_report", "format": wanted})
    return f"/documents/{(await desk.worker.done(desk.clerk, job))['document_id']}"


async def test_the_report_of_the_whole_file_as_pdf_and_csv(desk: Desk) -> None:
    path = await scored_list(desk, "1823-07", SF_FILE.read_bytes())
    posted = (await desk.act(path, "post")).json()
    answer = await desk.clerk.get(f"{await document(desk, path, 'pdf')}/content")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].startswith('attachment; filename="C-1823-07-1823-07-')
    assert answer.headers["content-disposition"].endswith('.pdf"')
    assert int(answer.headers["content-length"]) == len(answer.content)
    shown = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages)
    assert "Score Report for Eligible List 1823-07" in shown
    assert str(EXPECTED["number_passed"]) in shown
    assert EXPECTED["top_score"] in shown
    assert EXPECTED["bottom_score"] in shown
    first, last = (date.fromisoformat(posted[f"inspection_{end}_on"]) for end in ("starts", "ends"))
    assert first < last
    assert f"Inspection period\n{first:%B} {first.day}, {first.year} to {last:%B} {last.day}, {last.year}\n" in shown

    answer = await desk.clerk.get(f"{await document(desk, path, 'csv')}/content")
    assert answer.headers["content-type"].startswith("text/csv")
    table = list(csv.reader(io.StringIO(answer.text)))
    assert [[int(row[1]), row[2], int(row[3])] for row in table[1:]] == EXPECTED["score_report"]


async def test_markup_in_a_list_runs_nowhere(desk: Desk) -> None:
    path = await scored_list(desk, "<script>alert(1)</script>")
    answer = await desk.clerk.get(f"{await document(desk, path, 'html')}/content")
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert "<script>" not in answer.headers["content-disposition"]
    assert "<script>" not in answer.text
    assert "&lt;script&gt;" in answer.text


async def test_a_document_says_what_it_is_and_opening_it_does_nothing(desk: Desk, world: World) -> None:
    path = await scored_list(desk)
    job = await desk.clerk.make(f"{path}/documents", {"kind": "score_report", "format": "pdf"})
    (waiting,) = await desk.clerk.all(f"{path}/documents")
    assert (waiting["status"], waiting["name"], waiting["size"]) == ("requested", None, None)
    problem(await desk.clerk.get(f"/documents/{waiting['id']}/content"), 409, "document_not_ready")
    result = await desk.worker.done(desk.clerk, job)
    assert result == {"document_id": waiting["id"]}
    ready = await desk.clerk.read(f"/documents/{waiting['id']}")
    assert (ready["status"], ready["kind"], ready["media_type"]) == ("ready", "score_report", "application/pdf")
    done = "SELECT (SELECT count(*) FROM ledger_events) + (SELECT count(*) FROM jobs)"
    before = await stored.count(world, done)
    assert ready["size"] == len((await desk.clerk.get(f"/documents/{waiting['id']}/content")).content)
    assert await desk.clerk.all(f"{path}/documents") == [ready]
    assert await stored.count(world, done) == before
    events = "SELECT name FROM ledger_events WHERE subject_type = 'document' ORDER BY seq"
    assert [one["name"] for one in await stored.rows(world, events)] == ["document.requested", "document.made"]


async def test_what_cannot_be_made_is_refused(desk: Desk, clerks: Clerks) -> None:
    made = await desk.list()
    path, body = f"/eligible-lists/{made['id']}/documents", {"kind": "score_report", "format": "pdf"}
    problem(await desk.clerk.post(path, body), 409, "list_not_scored")
    for field, value in (("format", "docx"), ("kind", "horoscope")):
        refused = problem(await desk.clerk.post(path, {**body, field: value}), 422)
        assert [one["field"] for one in refused["errors"]] == [field]
    manager = await colleague(clerks, desk.clerk, "hiring_manager")
    problem(await manager.post(path, body), 403, "forbidden")
    problem(await manager.get(path), 403, "forbidden")
    nobody = await clerks.nobody()
    problem(await nobody.get(f"/documents/{made['id']}/content"), 401, "unauthenticated")


async def out_of_the_list(desk: Desk, city: City, *names: str) -> None:
    """Deactivate people of a city's list."""
    for name in names:
        path = f"/eligible-lists/{city.list_id}/eligibles/{city.people[name]}/deactivate"
        await desk.clerk.make(path, {"reason_code": "other", "note": "test"}, version=1)


async def test_the_list_with_names_leaves_out_who_is_not_available(desk: Desk, world: World) -> None:
    city = await City.build(desk.clerk, world, [("A", 1000), ("B", 990), ("=C", 990), ("D", 980)])
    await out_of_the_list(desk, city, "B", "A")
    path = f"/eligible-lists/{city.list_id}"
    job = await desk.clerk.make(f"{path}/documents", {"kind": "eligible_list", "format": "csv"})
    ended = await desk.worker.finish(desk.clerk, job)
    assert ended["progress"] == {"done": 2, "total": 2}
    answer = await desk.clerk.get(f"/documents/{ended['result']['document_id']}/content")
    assert 'filename="eligible_list_L1_' in answer.headers["content-disposition"]
    # Nobody at rank 1 is available; the ranks of the others stay.
    assert list(csv.reader(io.StringIO(answer.text))) == [
        ["Eligible List", "Candidate", "Rank", "Score"],
        ["L1", "'=C", "2", "990"],
        ["L1", "D", "3", "980"],
    ]
    job = await desk.clerk.make(f"{path}/documents", {"kind": "eligible_list", "format": "pdf"})
    document = f"/documents/{(await desk.worker.done(desk.clerk, job))['document_id']}"
    [page] = pypdf.PdfReader(io.BytesIO((await desk.clerk.get(f"{document}/content")).content)).pages
    assert "2 who are available; 2 are not" in page.extract_text()
    assert "Page 1 of 1" in page.extract_text()
    made = await desk.clerk.read(document)
    assert (made["made_by"], made["progress"], made["error"]) == (desk.clerk.session["user"]["name"], None, None)


async def test_a_paper_that_cannot_be_made_says_why(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    path = await scored_list(desk)
    monkeypatch.setattr(runs, "CHILD_MEGABYTES", 32)
    for kind in ("eligible_list", "score_report"):
        job = await desk.clerk.make(f"{path}/documents", {"kind": kind, "format": "pdf"})
        ended = await desk.worker.finish(desk.clerk, job)
        assert ended["status"] == "failed"
        listed = (await desk.clerk.all(f"{path}/documents"))[0]
        assert (listed["kind"], listed["status"], listed["size"]) == (kind, "failed", None)
        assert listed["error"]["code"] in ("child_memory", "child_failed")
        problem(await desk.clerk.get(f"/documents/{listed['id']}/content"), 409, "document_not_ready")


async def test_an_empty_list_with_names_is_not_made(desk: Desk, world: World) -> None:
    city = await City.build(desk.clerk, world, [("A", 1000)])
    await out_of_the_list(desk, city, "A")
    body = {"kind": "eligible_list", "format": "pdf"}
    problem(await desk.clerk.post(f"/eligible-lists/{city.list_id}/documents", body), 409, "nobody_available")
