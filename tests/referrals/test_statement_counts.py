"""What many at once cost in statements: as much as few. Results, scorings and the other collections are counted where
they are tested."""

from typing import Any

from fastapi import FastAPI

from tests.conftest import World
from tests.support.city import City
from tests.support.clerk import Clerk
from tests.support.statements import counted

FEW, MANY = 3, 30
BECAUSE = {"reason_code": "other", "note": "together"}


async def test_bulk_actions_and_notes_take_as_many_statements_for_many_as_for_few(
    administrator: Clerk, world: World, app: FastAPI
) -> None:
    """Sixty people on four ranks, all in reach; each call is about people that no other is about."""
    city = await City.build(administrator, world, [(f"P{number:02}", 1000 - number % 3) for number in range(80)])
    referral = (await city.certify(0))["id"]
    people = iter(sorted(city.people))
    await administrator.read(f"/referrals/{referral}")

    async def statements(path: str, body: Any) -> int:
        with counted(app) as seen:
            await administrator.make(path, body)
        return len(seen)

    def chosen(count: int) -> list[str]:
        return [str(city.people[next(people)]) for _ in range(count)]

    changes, dispositions = f"/eligible-lists/{city.list_id}/status-changes", f"/referrals/{referral}/dispositions"
    for path, named in (
        (dispositions, lambda ids: {"disposition": "interested", "people": [{"eligible_id": one} for one in ids]}),
        (changes, lambda ids: {"action": "deactivate", "eligible_ids": ids}),
    ):
        taken: dict[bool, list[int]] = {True: [], False: []}
        for count in (FEW, MANY):
            body = named(chosen(count)) | BECAUSE
            taken[True].append(await statements(path, body | {"dry_run": True}))
            taken[False].append(await statements(path, body))
        assert taken[True][0] == taken[True][1], (path, "previewed", taken)
        assert taken[False][0] == taken[False][1], (path, "done", taken)

    notes = f"/eligible-lists/{city.list_id}/notes"
    person = (await administrator.read("/persons?limit=1"))["items"][0]["id"]
    for path in (notes, f"/persons/{person}/notes"):
        seen = []
        for number in range(8):
            await administrator.make(path, {"body": f"Note {number}"})
            if number in (0, 7):
                with counted(app) as read:
                    await administrator.read(path)
                seen.append(len(read))
        assert seen[0] == seen[1], path
