"""A rule that asks for more than certification does here is refused before anything is written."""

from typing import Any

import pytest
from sqlalchemy import select

from api.models import CertificationRule
from api.platform.db import new_id
from tests.conftest import World
from tests.support.city import City
from tests.support.clerk import Clerk, problem
from tests.support.stored import count

PEOPLE = [("A", 1000), ("B", 990), ("C", 980), ("D", 970)]


@pytest.fixture
async def city(administrator: Clerk, world: World) -> City:
    """An adopted list under the Rule of Three Scores."""
    return await City.build(administrator, world, PEOPLE)


async def variant(city: City, code: str, **parameters: Any) -> str:
    """The Rule of Three Scores with other parameters, as an active rule of its own."""
    async with city.database.transaction(city.world.agency.id) as session:
        known = select(CertificationRule).where(CertificationRule.id == city.rules["R3"])
        model = (await session.execute(known)).scalar_one()
        made = CertificationRule(
            agency_id=model.agency_id,
            id=new_id(),
            code=code,
            rule_version=1,
            title=model.title,
            citation=model.citation,
            parameters=dict(model.parameters) | parameters,
            status="active",
        )
        session.add(made)
        await session.flush()
        return str(made.id)


@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        ({"max_considerations": 3}, "onsiderations"),
        ({"tie_at_cut": "break", "unit": "person", "demotion": "recompute"}, "ties"),
        ({"supplementary": "on_request"}, "request"),
    ],
)
async def test_a_rule_that_referrals_do_not_follow_is_refused(
    city: City, world: World, parameters: dict[str, Any], says: str
) -> None:
    rule = await variant(city, "R3X", **parameters)
    body = {
        "eligible_list_id": str(city.list_id),
        "position_ids": [str(city.positions[0])],
        "certification_rule_id": rule,
    }
    refused = problem(await city.clerk.post("/referrals", body), 409, "rule_not_supported")
    assert says in refused["detail"]
    assert await count(world, "SELECT count(*) FROM referrals") == 0
    same = await variant(city, "R3Y")  # the copy itself is not what was refused
    assert (await city.clerk.post("/referrals", body | {"certification_rule_id": same})).status_code == 201
