"""People of a list on referrals, as clients read them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson

from api.platform.routing import as_json
from api.platform.schema import Output
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


def on_list(eligible: Mapping[str, Any], found: Mapping[UUID, Sequence[OnReferral]]) -> dict[str, Any]:
    """Somebody on the list for a file, with where they stand on each open referral in words, the oldest first."""
    return {
        **eligible,
        "components": orjson.loads(as_json(eligible["components"])),
        "credits": orjson.loads(as_json(eligible["credits"])),
        "until": eligible["status_until"] or eligible["expires_on"],
        "standing": "; ".join(f"{at.number}: {at.shown_as}" for at in found.get(eligible["id"], ())),
    }
