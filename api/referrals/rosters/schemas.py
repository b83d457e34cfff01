"""People of a list on referrals, as clients read them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from api.eligible_lists.roster.schemas import EligibleRead
from api.platform.routing import as_json
from api.platform.schema import Output, Page
from api.referrals.rosters.service import OnReferral


class OnReferralRead(Output):
    """An open referral, and the one word shown for somebody there."""

    referral_id: UUID
    number: str
    shown_as: str


class EligibleOnReferrals(Output):
    """Somebody on a list, and where they stand on each open referral that the reader may see, the oldest first."""

    eligible_id: UUID
    referrals: list[OnReferralRead]


class RosterStandings(Output):
    """The people asked for who are on the list, in the order in which they were asked for."""

    people: list[EligibleOnReferrals]

    @classmethod
    def of(cls, asked: Sequence[UUID], found: Mapping[UUID, Sequence[OnReferral]]) -> "RosterStandings":
        """The service's answer as JSON."""
        people = [
            EligibleOnReferrals(
                eligible_id=one,
                referrals=[
                    OnReferralRead(referral_id=at.referral_id, number=at.number, shown_as=at.shown_as)
                    for at in found[one]
                ],
            )
            for one in dict.fromkeys(asked)
            if one in found
        ]
        return cls(people=people)


class EligibleOnList(EligibleRead):
    """Somebody on a list; `standing` says in words where they stand on each open referral, the oldest first."""

    standing: str


def on_list(people: Mapping[str, Any], found: Mapping[UUID, Sequence[OnReferral]]) -> Page[EligibleOnList]:
    """A page of the list with standings, for a file."""
    items = [
        EligibleOnList.model_validate_json(
            as_json({**one, "standing": "; ".join(f"{at.number}: {at.shown_as}" for at in found.get(one["id"], ()))})
        )
        for one in people["items"]
    ]
    return Page(items=items, next_cursor=people["next_cursor"])
