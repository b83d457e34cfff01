"""People of a list on referrals, as clients read them."""

from collections.abc import Mapping, Sequence
from uuid import UUID

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
