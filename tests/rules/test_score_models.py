"""Scoring models and banding models: the domain names what is wrong; what was used stays."""

from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from api.platform.auth import AgencyRef
from tests.conftest import Clerks, World
from tests.support.clerk import Clerk, problem
from tests.support.staff import colleague, job_class

SCORING: dict[str, Any] = {
    "code": "M1",
    "title": "Written, oral, training",
    "decimals": 5,
    "rounding": "half_up",
    "components": [
        {"name": "written", "weight": "0.40", "max": "100", "pass_fraction": "0.7", "hurdle": True},
        {"name": "oral", "weight": "0.6", "max": "50.0", "pass": "35", "hurdle": False},
    ],
    "scale": {"pass": "700", "max": "1000", "pass_fraction": "0.7"},
    "credits": [
        {"kind": "veteran", "values": {"veteran": "35", "disabled": "70.00"}, "not_with": ["promotive"]},
        {"kind": "promotive", "as_given": True},
    ],
}
BANDING: dict[str, Any] = {
    "code": "B1",
    "title": "Three bands",
    "bands": [
        {"rank": 1, "lower": "950", "upper": "1000"},
        {"rank": 2, "lower": "900", "upper": "950"},
        {"rank": 3, "lower": "700.5", "upper": "900"},
    ],
}
BOTH = pytest.mark.parametrize(("path", "body"), [("/scoring-models", SCORING), ("/banding-models", BANDING)])


def _changed(body: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The body with one field, named by a dotted path, changed; `...` takes it out."""
    name, _, rest = path.partition(".")
    inner: Any = body[name] if rest else None
    if not rest:
        return {k: v for k, v in {**body, name: value}.items() if v is not ...}
    if isinstance(inner, list):
        index, _, rest = rest.partition(".")
        items = list(inner)
        items[int(index)] = _changed(items[int(index)], rest, value)
        return {**body, name: items}
    return {**body, name: _changed(inner, rest, value)}


async def test_a_scoring_model_comes_back_as_it_was_written(administrator: Clerk) -> None:
    made = await administrator.make("/scoring-models", SCORING)
    assert made["components"] == [
        {"name": "written", "weight": "0.40", "max": "100", "pass": None, "pass_fraction": "0.7", "hurdle": True},
        {"name": "oral", "weight": "0.6", "max": "50.0", "pass": "35", "pass_fraction": None, "hurdle": False},
    ]
    assert made["scale"] == SCORING["scale"]
    assert made["credits"] == [
        {
            "kind": "veteran",
            "values": {"veteran": "35", "disabled": "70.00"},
            "as_given": False,
            "not_with": ["promotive"],
        },
        {"kind": "promotive", "values": None, "as_given": True, "not_with": []},
    ]
    assert (made["decimals"], made["rounding"], made["version"]) == (5, "half_up", 1)
    assert await administrator.read(f"/scoring-models/{made['id']}") == made
    bare = {name: SCORING[name] for name in ("title", "components", "scale")}
    spare = await administrator.make("/scoring-models", {**bare, "code": "M2"})
    assert (spare["credits"], spare["decimals"], spare["rounding"]) == ([], 5, "half_up")


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("components", [], "components"),
        ("components.0.weight", "0", "components.0.weight"),
        ("components.0.weight", "-1", "components.0.weight"),
        ("components.0.weight", 0.4, "components.0.weight"),
        ("components.0.weight", "1e3", "components.0.weight"),
        ("components.1.name", "written", "components.1.name"),
        ("components.1.max", ..., "components.1.max"),
        ("components.1.pass", "51", "components.1.pass"),
        ("components.0.pass_fraction", "1.1", "components.0.pass_fraction"),
        ("components.0.points", "1", "components.0.points"),
        ("scale.max", "700", "scale.max"),
        ("scale.pass_fraction", "1", "scale.pass_fraction"),
        ("scale", ..., "scale"),
        ("credits.0.not_with", ["seniority"], "credits.0.not_with"),
        ("credits.1.as_given", False, "credits.1.values"),
        ("decimals", 9, "decimals"),
        ("decimals", -1, "decimals"),
        ("rounding", "up", "rounding"),
    ],
)
async def test_what_is_wrong_in_a_scoring_model_is_named(
    administrator: Clerk, path: str, value: Any, field: str
) -> None:
    refused = problem(await administrator.post("/scoring-models", _changed(SCORING, path, value)), 422)
    assert {one["field"] for one in refused["errors"]} == {field}
    assert await administrator.all("/scoring-models") == []


@pytest.mark.parametrize(
    ("path", "value", "field", "code"),
    [
        ("bands", [], "bands", "no_bands"),
        ("bands.1.upper", "940", "bands.1.upper", "band_gap"),
        ("bands.1.upper", "960", "bands.1.upper", "band_overlap"),
        ("bands.1.upper", "900", "bands.1.upper", "band_empty"),
        ("bands.1.rank", 3, "bands.1.rank", "band_out_of_order"),
        ("bands.2.lower", "1e2", "bands.2.lower", "decimal_text"),
    ],
)
async def test_what_is_wrong_in_bands_is_named(
    administrator: Clerk, path: str, value: Any, field: str, code: str
) -> None:
    refused = problem(await administrator.post("/banding-models", _changed(BANDING, path, value)), 422)
    assert [(one["field"], one["code"]) for one in refused["errors"]] == [(field, code)]
    assert code not in refused["errors"][0]["message"] + refused["detail"], "told in words"
    made = await administrator.make("/banding-models", BANDING)
    assert made["bands"] == BANDING["bands"]
    changed = await administrator.patch(
        f"/banding-models/{made['id']}", {"bands": _changed(BANDING, path, value)["bands"]}, version=1
    )
    assert [(one["field"], one["code"]) for one in problem(changed, 422)["errors"]] == [(field, code)]


@BOTH
async def test_a_model_changes_with_its_version_and_keeps_its_code_to_itself(
    administrator: Clerk, path: str, body: dict[str, Any]
) -> None:
    made = await administrator.make(path, body)
    where = f"{path}/{made['id']}"
    assert [one["field"] for one in problem(await administrator.post(path, body), 409, "duplicate_code")["errors"]] == [
        "code"
    ]
    problem(await administrator.patch(where, {"title": "x"}), 428, "version_required")
    problem(await administrator.patch(where, {"title": "x"}, version=4), 412, "stale_version")
    changed = (await administrator.patch(where, {"title": "Renamed"}, version=1)).json()
    assert changed == {**made, "title": "Renamed", "version": 2}
    assert await administrator.read(where) == changed
    problem(await administrator.delete(where, json={"reason": "x"}, version=1), 412, "stale_version")
    assert (await administrator.delete(where, json={"reason": "never used"}, version=2)).status_code == 204
    problem(await administrator.get(where), 404, "not_found")


async def test_a_part_of_a_scoring_model_changes_beside_the_rest(administrator: Clerk) -> None:
    made = await administrator.make("/scoring-models", SCORING)
    where = f"/scoring-models/{made['id']}"
    changed = (await administrator.patch(where, {"decimals": 2}, version=1)).json()
    assert changed == {**made, "decimals": 2, "version": 2}
    wrong = await administrator.patch(where, {"components": [SCORING["components"][0]] * 2}, version=2)
    assert [one["field"] for one in problem(wrong, 422)["errors"]] == ["components.1.name"]


async def test_a_scoring_model_that_scored_stays_as_it_was(administrator: Clerk, world: World) -> None:
    made = await administrator.make("/scoring-models", SCORING)
    bands = await administrator.make("/banding-models", BANDING)
    analyst = await job_class(administrator)
    rule = (await administrator.read("/certification-rules", params={"code": "R3"}))["items"][0]
    list_id, agency = uuid4(), world.agency.id
    connection = await asyncpg.connect(world.admin_url)
    columns = "agency_id, id, code, job_class_id, list_type, certification_rule_id, scoring_model_id, banding_model_id"
    await connection.execute(
        f"INSERT INTO eligible_lists ({columns}) VALUES ($1, $2, 'L1', $3, 'discrete', $4, $5, $6)",
        *(agency, list_id, analyst["id"], rule["id"], made["id"], bands["id"]),
    )
    reason = {"json": {"reason": "x"}, "version": 1}
    problem(await administrator.delete(f"/scoring-models/{made['id']}", **reason), 409, "in_use")
    problem(await administrator.delete(f"/banding-models/{bands['id']}", **reason), 409, "in_use")
    problem(await administrator.patch(f"/banding-models/{bands['id']}", {"title": "x"}, version=9), 409, "in_use")
    changed = await administrator.patch(f"/scoring-models/{made['id']}", {"decimals": 4}, version=1)
    assert changed.status_code == 200
    await connection.execute(
        "INSERT INTO scorings (agency_id, id, list_id, scoring_model_id, results_version, list_version, decimals, "
        "created_by) VALUES ($1, $2, $3, $4, 1, 0, 4, 'system')",
        *(agency, uuid4(), list_id, made["id"]),
    )
    await connection.close()
    problem(await administrator.patch(f"/scoring-models/{made['id']}", {"decimals": 3}, version=9), 409, "in_use")
    assert (await administrator.read(f"/scoring-models/{made['id']}"))["decimals"] == 4


@BOTH
async def test_who_may_see_and_keep_models(
    administrator: Clerk, clerks: Clerks, other_agency: AgencyRef, path: str, body: dict[str, Any]
) -> None:
    made = await administrator.make(path, body)
    where = f"{path}/{made['id']}"
    stranger = await clerks.sign_in("admin@other.example")
    problem(await stranger.get(where), 404)
    problem(await stranger.patch(where, {"title": "x"}, version=1), 404)
    problem(await stranger.delete(where, json={"reason": "x"}, version=1), 404)
    analyst = await colleague(clerks, administrator, "certification_analyst")
    assert [one["id"] for one in await analyst.all(path)] == [made["id"]]
    problem(await analyst.post(path, {**body, "code": "X"}), 403, "forbidden")
    manager = await colleague(clerks, administrator, "hiring_manager")
    problem(await manager.get(path), 403, "forbidden")


@BOTH
async def test_pages_of_models_show_each_once(administrator: Clerk, path: str, body: dict[str, Any]) -> None:
    for number in range(7):
        await administrator.make(path, {**body, "code": f"X{number}"})
    every = await administrator.all(path, limit=3)
    assert [one["code"] for one in every] == [f"X{number}" for number in range(7)]
    assert [one["code"] for one in (await administrator.read(path, params={"code": "X3"}))["items"]] == ["X3"]
