"""The certification report: what it says, who may have it, and texts that try to be markup."""

import csv
import io
from typing import Any

import pypdf
import pytest

from tests.conftest import Clerks, World
from tests.support.city import City
from tests.support.clerk import Clerk, problem
from tests.support.lists import Desk
from tests.support.staff import colleague

PEOPLE = [("A", 1000), ("<b>B</b>", 990), ("C", 990), ("D", 980), ("E", 970), ("F", 960)]


@pytest.fixture
async def city(desk: Desk, world: World) -> City:
    """An adopted list under the Rule of Three Scores."""
    return await City.build(desk.clerk, world, PEOPLE)


async def document(desk: Desk, referral: str, wanted: str, clerk: Clerk | None = None) -> str:
    """Have the report made; returns the path of its content."""
    path = f"/referrals/{referral}/documents"
    job = await (clerk or desk.clerk).make(path, {"kind": "certification_report", "format": wanted})
    return f"{path}/{(await desk.worker.done(desk.clerk, job))['document_id']}/content"


def text_of(content: bytes) -> str:
    """The text of a PDF."""
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


async def decided(city: City) -> dict[str, Any]:
    """A referral to one position on which B waived, A was passed over and C was hired; D came into reach by it."""
    referral = await city.certify(0)
    for name, disposition in (("A", "interested"), ("A", "not_selected"), ("C", "selected"), ("C", "hired")):
        answer = await city.dispose(referral["id"], name, disposition)
        assert answer.status_code == 200, answer.text
    return referral


async def test_the_report_tells_the_rule_the_reach_the_people_and_the_hire(desk: Desk, city: City) -> None:
    referral = await decided(city)
    answer = await desk.clerk.get(await document(desk, referral["id"], "pdf"))
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith(
        f'attachment; filename="certification_report_{referral["number"]}_'
    )
    shown, now = text_of(answer.content), await desk.clerk.read(f"/referrals/{referral['id']}")
    for value in (
        f"Certification Report {referral['number']}",
        now["rule"]["sentence"][:60],
        now["rule"]["citation"],
        now["digest"],
        f"rank {now['line']['rank']}, score {now['line']['score']}",
        "P0",
        "Other (say what in the note)",
        "<b>B</b>",
        "Not selected",
        "Page 1 of",
    ):
        assert "".join(value.split()) in "".join(shown.split()), value


async def test_the_csv_has_one_line_for_each_person_reached(desk: Desk, city: City) -> None:
    referral = await decided(city)
    answer = await desk.clerk.get(await document(desk, referral["id"], "csv"))
    table = list(csv.DictReader(io.StringIO(answer.text)))
    told = [(row["Candidate"], row["Rank"], row["Final Score"], row["Disposition"], row["Position"]) for row in table]
    # The Rule of Three Scores with one position reaches 1000, 990 and 980, and nobody below was ever in reach.
    assert told == [
        ("A", "1", "1000", "not_selected", ""),
        ("<b>B</b>", "2", "990", "pending", ""),
        ("C", "2", "990", "hired", "P0"),
        ("D", "3", "980", "pending", ""),
    ]
    assert {row["Digest"] for row in table} == {(await desk.clerk.read(f"/referrals/{referral['id']}"))["digest"]}


async def test_a_rescinded_hire_has_its_reason_in_words_and_who_is_pending_no_day(desk: Desk, city: City) -> None:
    referral = await decided(city)
    path = f"/referrals/{referral['id']}/eligibles"
    await desk.clerk.make(f"{path}/{city.people['C']}/rescind", {"reason_code": "order"})
    await city.dispose(referral["id"], "D", "waived")
    await city.dispose(referral["id"], "D", "pending")
    answer = await desk.clerk.get(await document(desk, referral["id"], "csv"))
    told = {row["Candidate"]: row for row in csv.DictReader(io.StringIO(answer.text))}
    assert (told["C"]["Disposition"], told["C"]["Reason"]) == ("selected", "By order of the commission or a court")
    assert told["C"]["Decided On"] != ""
    assert (told["D"]["Disposition"], told["D"]["Decided On"]) == ("pending", "")


async def test_markup_in_a_name_runs_nowhere(desk: Desk, city: City) -> None:
    referral = await city.certify(0)
    page = (await desk.clerk.get(await document(desk, referral["id"], "html"))).text
    assert "<b>" not in page
    assert "&lt;b&gt;B&lt;/b&gt;" in page
    assert page.count("<table>") == 2


async def test_a_department_gets_its_own_report_and_no_list(desk: Desk, city: City, clerks: Clerks) -> None:
    own, others = (await city.certify(0))["id"], (await city.certify(1))["id"]
    manager = await colleague(clerks, desk.clerk, "hiring_manager", departments=(str(city.departments[0]),))
    path = await document(desk, own, "csv", manager)
    assert (await manager.get(path)).status_code == 200
    [listed] = await manager.all(f"/referrals/{own}/documents")
    assert (listed["status"], listed["made_by"], listed["kind"]) == ("ready", "A Colleague", "certification_report")

    foreign = await document(desk, others, "csv")
    body = {"kind": "certification_report", "format": "csv"}
    problem(await manager.post(f"/referrals/{others}/documents", body), 404)
    problem(await manager.get(f"/referrals/{others}/documents"), 404)
    problem(await manager.get(foreign), 404)
    # Nor through the name of a referral that is one's own.
    smuggled = foreign.replace(others, own)
    problem(await manager.get(smuggled), 404)
    problem(await manager.get(f"/documents/{foreign.split('/')[-2]}/content"), 403)
    listing = {"kind": "eligible_list", "format": "csv"}
    problem(await manager.post(f"/eligible-lists/{city.list_id}/documents", listing), 403)


async def test_a_reader_bound_to_a_department_finds_no_others_report_by_its_number(
    desk: Desk, city: City, clerks: Clerks
) -> None:
    others = (await city.certify(1))["id"]
    number = (await document(desk, others, "pdf")).split("/")[-2]
    reader = await colleague(clerks, desk.clerk, "hiring_manager", "auditor", departments=(str(city.departments[0]),))
    for path in (f"/documents/{number}", f"/documents/{number}/content"):
        problem(await reader.get(path), 404)
    assert (await desk.clerk.read(f"/documents/{number}"))["subject_id"] == others


async def test_what_cannot_be_made_is_refused(desk: Desk, city: City) -> None:
    path = f"/referrals/{(await city.certify(0))['id']}/documents"
    for field, value in (("format", "docx"), ("kind", "eligible_list")):
        refused = problem(
            await desk.clerk.post(path, {"kind": "certification_report", "format": "pdf", field: value}), 422
        )
        assert [one["field"] for one in refused["errors"]] == [field]
