"""One score worked out step by step, for whoever makes a model; new versions of models."""

from typing import Any

from tests.rules.test_score_models import BANDING, SCORING
from tests.support.clerk import Clerk, problem

MODEL = {name: SCORING[name] for name in ("components", "scale", "credits", "decimals", "rounding")}
PATH = "/scoring-models/examples"


async def test_every_step_of_a_score_is_shown(administrator: Clerk) -> None:
    """By hand: 84/100 x 0.4 + 41/50 x 0.6 = 0.336 + 0.492 = 0.828; 700 + 300 x 0.128/0.3 = 828; 828 + 35 = 863."""
    bands = await administrator.make("/banding-models", BANDING)
    body: dict[str, Any] = {
        **MODEL,
        "raw": {"written": "84", "oral": "41"},
        "claims": {"veteran": "veteran", "promotive": "0"},
        "banding_model_id": bands["id"],
    }
    worked = await administrator.make(PATH, body)
    assert [
        (one["name"], one["share"], one["pass_share"], one["weight_share"], one["adds"]) for one in worked["parts"]
    ] == [("written", "0.84", "0.7", "0.4", "0.336"), ("oral", "0.82", "0.7", "0.6", "0.492")]
    assert (worked["composite"], worked["pass_fraction"], worked["passed"]) == ("0.828", "0.7", True)
    assert (worked["scaled"], worked["unrounded"], worked["score"]) == ("828", "863", "863.00000")
    assert worked["credits"] == [{"kind": "veteran", "points": "35", "is_granted": True, "beside": []}]
    assert worked["band"] == {"rank": 3, "lower": "700.5", "upper": "900"}

    both = await administrator.make(PATH, body | {"claims": {"veteran": "disabled", "promotive": "12"}})
    assert [(one["kind"], one["is_granted"], one["beside"]) for one in both["credits"]] == [
        ("veteran", False, ["promotive"]),
        ("promotive", True, []),
    ]
    assert both["score"] == "840.00000"


async def test_a_failure_ends_the_way(administrator: Clerk) -> None:
    worked = await administrator.make(PATH, {**MODEL, "raw": {"written": "69.9", "oral": "50"}})
    assert (worked["passed"], worked["failed_code"], worked["score"]) == (False, "below_pass_written", None)
    assert [one["is_below"] for one in worked["parts"]] == [True, False]
    assert (worked["scaled"], worked["credits"], worked["band"]) == (None, [], None)


async def test_what_cannot_be_worked_out_names_the_field(administrator: Clerk) -> None:
    good = {"written": "84", "oral": "41"}
    cases: list[tuple[dict[str, Any], str]] = [
        ({"raw": {"written": "84"}}, "raw.oral"),
        ({"raw": {**good, "oral": "51"}}, "raw.oral"),
        ({"raw": {**good, "essay": "1"}}, "raw.essay"),
        ({"raw": good, "claims": {"veteran": "maybe"}}, "claims.veteran"),
        ({"raw": good, "components": [{"name": "written", "weight": "0", "max": "1"}]}, "components.0.weight"),
        ({"raw": good, "banding_model_id": "00000000-0000-7000-8000-000000000000"}, "banding_model_id"),
    ]
    for more, field in cases:
        refused = problem(await administrator.post(PATH, {**MODEL, **more}), 422)
        assert [one["field"] for one in refused["errors"]] == [field]


async def test_a_model_says_which_one_it_is_a_new_version_of(administrator: Clerk) -> None:
    for path, body in (("/scoring-models", SCORING), ("/banding-models", BANDING)):
        first = await administrator.make(path, body)
        assert first["replaces_id"] is None
        second = await administrator.make(path, {**body, "code": "V2", "replaces_id": first["id"]})
        assert second["replaces_id"] == first["id"]
        (found,) = await administrator.all(path, replaces_id=first["id"])
        assert found == second
        nobody = {**body, "code": "V3", "replaces_id": "00000000-0000-7000-8000-000000000000"}
        refused = problem(await administrator.post(path, nobody), 422, "unknown_reference")
        assert [one["field"] for one in refused["errors"]] == ["replaces_id"]
