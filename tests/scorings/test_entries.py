"""One person put on a list by hand: what is previewed is what happens, nobody twice, on a posted list with a reason."""

from typing import Any

import pytest

from tests.conftest import World
from tests.support.clerk import problem
from tests.support.exam import MODEL, Exam
from tests.support.invariants import require_whole
from tests.support.lists import Desk
from tests.support.staff import job_class
from tests.support.stored import count

RAW = {"A": 100, "B": 95, "C": 90, "D": 85, "E": 80}
NEW: dict[str, Any] = {"person": {"first_name": "Adaeze", "last_name": "Okafor", "email": "ada@example.org"}}
WHY = {"reason": "Appeal 4 upheld", "decision": "Commission minute 2026-114"}


@pytest.fixture
async def exam(desk: Desk) -> Exam:
    """A scored list of five that is not posted."""
    return await Exam.made(desk, RAW)


async def person_id(exam: Exam, q: str) -> str:
    (found,) = (await exam.desk.clerk.read("/persons", params={"q": q}))["items"]
    return str(found["id"])


async def test_before_posting_the_result_waits_for_the_scoring(exam: Exam, world: World) -> None:
    clerk, path = exam.desk.clerk, f"{exam.path}/eligibles"
    body = {**NEW, "components": {"written": "89.5"}, "credits": [{"kind": "veteran"}]}
    preview = await clerk.post(path, body | {"dry_run": True})
    # By hand: 89.5 + 5 is 94.5, rounded half up to 95, which B has: two people stand below B's rank unmoved.
    assert preview.status_code == 200
    told = preview.json()
    assert (told["score"], told["place"], told["is_placed"]) == ("95", {"rank": 2, "beside": 1, "shifted": 0}, False)
    assert (told["result_id"], told["person"], told["referrals"]) == (None, None, [])
    assert await count(world, "SELECT count(*) FROM exam_results") == 5
    assert await count(world, "SELECT count(*) FROM persons WHERE last_name = 'Okafor'") == 0

    made = await clerk.post(path, body)
    assert made.status_code == 201, made.text
    added = made.json()
    assert (added["external_id"], added["person"]["display_name"]) == ("H-1", "Okafor, Adaeze")
    assert list(await exam.roster()) == ["A", "B", "C", "D", "E"]
    problem(await exam.desk.act(exam.path, "post"), 409, "scores_outdated")
    await exam.desk.scored(exam.list_id)
    assert (await exam.roster())["H-1"] == (2, "95", "tentative")
    await require_whole(world.admin_url, world.database, world.agency)

    failing = {"person": {"last_name": "Low"}, "components": {"written": "40"}, "dry_run": True}
    told = (await clerk.post(path, failing)).json()
    assert (told["score"], told["place"], told["failed_code"]) == (None, None, "below_pass_overall")
    assert told["failed_because"] == "Below the pass mark of the whole examination"


async def test_a_final_score_needs_no_model(desk: Desk) -> None:
    listed = await desk.list("L9", scoring_model_id=None)
    path = f"/eligible-lists/{listed['id']}/eligibles"
    problem(await desk.clerk.post(path, {**NEW, "components": {"written": "80"}}), 409, "no_scoring_model")
    added = await desk.clerk.make(path, {**NEW, "score": "812.12345678", "external_id": "0007"})
    assert (added["score"], added["external_id"], added["place"]) == ("812.12345678", "0007", None)
    await desk.scored(listed["id"])
    (row,) = await desk.clerk.all(path)
    assert (row["score"], row["rank"], row["external_id"]) == ("812.12345678", 1, "0007")


async def test_an_adopted_discrete_list_grows_by_a_decision_and_counts_on_new_referrals(
    exam: Exam, world: World
) -> None:
    clerk, path = (await exam.adopted()).desk.clerk, f"{exam.path}/eligibles"
    first = await exam.referral("P1")
    body = {**NEW, "components": {"written": "97"}}
    before = await clerk.read(exam.path)
    told = (await clerk.post(path, body | {"dry_run": True})).json()
    # By hand: 97 comes between 100 and 95, so it is rank 2 and the four below move down by one.
    assert (told["score"], told["place"]) == ("97", {"rank": 2, "beside": 0, "shifted": 4})
    (open_one,) = told["referrals"]
    assert (open_one["number"], open_one["shown_as"]) == (first["number"], "unavailable")
    assert (open_one["before"], open_one["into_reach"]) == (open_one["after"], 0)
    assert await clerk.read(exam.path) == before

    assert _field(problem(await clerk.post(path, body), 422, "reason_needed")) == "reason"
    refused = problem(await clerk.post(path, body | {"reason": "Appeal 4 upheld"}), 422, "decision_needed")
    assert _field(refused) == "decision"
    added = await clerk.make(path, body | WHY)
    assert (added["is_placed"], added["place"]) == (True, told["place"])
    after = await clerk.read(exam.path)
    assert (after["list_version"], after["counts"]["eligibles"], after["counts"]["ranks"]) == (3, 6, 6)
    assert (await exam.roster())["H-1"] == (2, "97", "active")
    assert (await exam.shown(first))["H-1"] == "unavailable"
    second = await exam.referral("P2")
    assert (await exam.shown(second))["H-1"] == "reachable"
    (event,) = await clerk.all("/ledger", event="eligible.added")
    assert (event["subject"]["id"], event["payload"]["list_version"]) == (added["eligible_id"], 3)
    assert await count(world, "SELECT count(*) FROM list_versions WHERE cause = 'administered'") == 1
    sentences = [one["sentence"] for one in await clerk.all("/timeline", subject=f"list:{exam.list_id}")]
    assert "Okafor, Adaeze was put on the list by hand, as version 3." in sentences
    await require_whole(world.admin_url, world.database, world.agency)

    failing = {"person": {"last_name": "Low"}, "components": {"written": "40"}} | WHY
    assert _field(problem(await clerk.post(path, failing), 422, "does_not_pass")) == "components"
    # A correction of the result moves the person as it moves everybody else.
    await exam.rescored(**{"H-1": 60})
    assert "H-1" not in await exam.roster()
    await require_whole(world.admin_url, world.database, world.agency)


async def test_a_tentative_list_takes_somebody_with_the_reason_alone(exam: Exam, world: World) -> None:
    assert (await exam.desk.act(exam.path, "post")).status_code == 200
    added = await exam.desk.clerk.make(f"{exam.path}/eligibles", {**NEW, "score": "99", "reason": "Paper was found"})
    assert added["place"] == {"rank": 2, "beside": 0, "shifted": 4}
    await exam.desk.clerk.make("/demo/clock", {"advance_seconds": 14 * 86_400})
    assert (await exam.desk.act(exam.path, "adopt")).status_code == 200
    # Rule of Three Scores, one position: 100, 99 and 95 are in reach, and she is no late entry.
    referral = await exam.referral("P1")
    assert [name for name, shown in (await exam.shown(referral)).items() if shown == "reachable"] == ["A", "H-1", "B"]
    await require_whole(world.admin_url, world.database, world.agency)


async def test_nobody_is_added_twice_and_the_field_is_named(exam: Exam, world: World) -> None:
    clerk, path, score = exam.desk.clerk, f"{exam.path}/eligibles", {"score": "88"}
    known, other = await person_id(exam, "a@example.org"), await person_id(exam, "b@example.org")
    nobody = {"person_id": "00000000-0000-7000-8000-000000000000"}
    taken = {"person": {"last_name": "X", "email": "A@Example.org"}}
    cases: list[tuple[dict[str, Any], int, str, str]] = [
        ({"person_id": known, **score}, 409, "already_on_list", "person_id"),
        ({**taken, **score}, 409, "email_in_use", "person.email"),
        ({**NEW, **score, "external_id": "A"}, 409, "number_taken", "external_id"),
        ({**nobody, **score}, 422, "unknown_person", "person_id"),
        ({**NEW, "score": "-1"}, 422, "bad_score", "score"),
        ({**NEW, "score": "1.123456789"}, 422, "bad_score", "score"),
        ({**NEW, "score": "8e2"}, 422, "decimal_text", "score"),
        ({**NEW, "components": {"written": "101"}}, 422, "bad_score", "components.written"),
        ({**NEW, "components": {}}, 422, "missing_score", "components.written"),
        (
            {**NEW, "components": {"written": "80"}, "credits": [{"kind": "oral"}]},
            422,
            "unknown_credit",
            "credits.oral",
        ),
        ({"person": {"last_name": "a\0b"}, **score}, 422, "control_char", "person.last_name"),
        ({"person": {"last_name": " "}, **score}, 422, "string_too_short", "person.last_name"),
    ]
    for body, status, code, field in cases:
        refused = problem(await clerk.post(path, body), status)
        assert [(one["code"], one["field"]) for one in refused["errors"]] == [(code, field)], body
    for body in ({**NEW}, {**NEW, "score": "8", "components": {}}, {**NEW, "person_id": known, **score}, {**score}):
        problem(await clerk.post(path, body), 422)
    assert problem(await clerk.post(path, {**taken, **score}), 409)["person_id"] == known
    assert await count(world, "SELECT count(*) FROM exam_results") == 5

    # Known by a merged record, the person is on the list too.
    made = await clerk.make(path, {"person": {"last_name": "=1+1"}, "score": "88"})
    elsewhere = await Exam.made(exam.desk, {"Z": 99}, "L2", job_class_id=exam.class_id)
    assert made["person"]["display_name"] == "=1+1"
    await clerk.make(
        f"/persons/{other}/merge", {"other_id": await person_id(elsewhere, "z@example.org"), "reason": "one"}, version=1
    )
    gone = await person_id(elsewhere, "z@example.org")
    refused = problem(await clerk.post(path, {"person_id": gone, **score}), 409, "already_on_list")
    assert "candidate B" in refused["detail"]


async def test_an_ended_list_takes_nobody(exam: Exam) -> None:
    assert (await exam.desk.act(exam.path, "cancel", {"reason": "error"})).status_code == 200
    problem(await exam.desk.clerk.post(f"{exam.path}/eligibles", {**NEW, "score": "88"}), 409, "list_ended")


async def test_a_banded_list_places_by_the_band(desk: Desk) -> None:
    bands = [{"rank": 1, "lower": "90", "upper": "100"}, {"rank": 2, "lower": "70", "upper": "90"}]
    banding = await desk.clerk.make("/banding-models", {"code": "B1", "title": "Two bands", "bands": bands})
    model = await desk.scoring_model("M-B", **MODEL)
    class_id = (await job_class(desk.clerk, "C-B"))["id"]
    terms = {"banding_model_id": banding["id"], "list_type": "continuous", "scoring_model_id": model["id"]}
    exam = await (await Exam.made(desk, {"A": 95, "B": 80}, job_class_id=class_id, **terms)).adopted()
    body = {**NEW, "components": {"written": "91"}}
    told = await desk.clerk.make(f"{exam.path}/eligibles", body | {"reason": "Second administration"})
    assert (told["score"], told["band"], told["place"]) == ("100", 1, {"rank": 1, "beside": 1, "shifted": 0})


def _field(refused: dict[str, Any]) -> str:
    (one,) = refused["errors"]
    return str(one["field"])
