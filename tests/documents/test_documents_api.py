"""Score reports through API and worker: the paper, its twins, and how they leave."""

import csv
import io

import pypdf

from tests.conftest import Clerks
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
    assert posted["inspection_ends_on"][:4] in shown

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


async def test_a_document_says_what_it_is(desk: Desk) -> None:
    path = await scored_list(desk)
    job = await desk.clerk.make(f"{path}/documents", {"kind": "score_report", "format": "pdf"})
    (waiting,) = await desk.clerk.all(f"{path}/documents")
    assert (waiting["status"], waiting["name"], waiting["size"]) == ("requested", None, None)
    problem(await desk.clerk.get(f"/documents/{waiting['id']}/content"), 409, "document_not_ready")
    result = await desk.worker.done(desk.clerk, job)
    assert result == {"document_id": waiting["id"]}
    ready = await desk.clerk.read(f"/documents/{waiting['id']}")
    assert (ready["status"], ready["kind"], ready["media_type"]) == ("ready", "score_report", "application/pdf")
    assert ready["size"] == len((await desk.clerk.get(f"/documents/{waiting['id']}/content")).content)
    assert await desk.clerk.all(f"{path}/documents") == [ready]


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
