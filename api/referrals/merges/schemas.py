"""Merges of persons as clients ask for them and read them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from api.models import Person, PersonMerge
from api.people.service import PersonRef, ref
from api.platform.resources import Reason
from api.platform.schema import Output, score_text
from api.referrals.merges.plans.service import Plan, SharedList

Taken = Literal["name", "email", "phone", "street", "city", "region", "postal_code", "country"]


class MergeCreate(Reason):
    """Whom to merge, and why. `take` names the contact data to take over from the other; the rest stays."""

    other_id: UUID
    other_version: Annotated[int | None, Field(ge=1, le=2**31 - 1)] = None
    take: Annotated[list[Taken], Field(max_length=8)] = Field(default_factory=list)


class MergeRead(Output):
    """A merge, and who undid it when and why, if somebody did. `merged_out` counts the superseded entries."""

    id: UUID
    version: int
    person_id: UUID
    other: PersonRef
    merged_out: int
    taken: list[str]
    reason: str
    merged_by: str
    merged_by_name: str | None
    merged_at: datetime
    is_undone: bool
    undone_by: str | None
    undone_by_name: str | None
    undone_at: datetime | None
    undone_reason: str | None

    @classmethod
    def of(cls, merge: PersonMerge, other: Person, names: Mapping[str, str]) -> "MergeRead":
        """A merge with who was merged and the names of who acted."""
        return cls(
            id=merge.id,
            version=merge.version,
            person_id=merge.person_id,
            other=ref(other),
            merged_out=len(merge.entries),
            taken=sorted(merge.contact),
            reason=merge.reason,
            merged_by=merge.merged_by,
            merged_by_name=names.get(merge.merged_by),
            merged_at=merge.merged_at,
            is_undone=merge.undone_seq is not None,
            undone_by=merge.undone_by,
            undone_by_name=names.get(merge.undone_by or ""),
            undone_at=merge.undone_at,
            undone_reason=merge.undone_reason,
        )


class MergedEntryRead(Output):
    """One of the two entries on a list."""

    eligible_id: UUID
    person_id: UUID
    score: str
    status: str

    @classmethod
    def of(cls, row: Any) -> "MergedEntryRead":
        """A row of the merges' queries."""
        score = score_text(row.score, row.score_decimals)
        return cls(eligible_id=row.id, person_id=row.person_id, score=score, status=row.status)


class SharedListRead(Output):
    """A list on which both stand: who remains standing, who is superseded; neither where something is in the way."""

    id: UUID
    code: str
    kept: MergedEntryRead | None
    merged_out: list[MergedEntryRead]

    @classmethod
    def of(cls, shared: SharedList) -> "SharedListRead":
        """A list of a plan."""
        plan, entries = shared.plan, shared.entries
        kept = None if plan.kept is None else MergedEntryRead.of(entries[plan.kept.eligible])
        superseded = [MergedEntryRead.of(entries[one.eligible]) for one in plan.merged_out]
        return cls(id=shared.id, code=shared.code, kept=kept, merged_out=superseded)


class HindranceRead(Output):
    """What is in the way of a merge: the code it would be refused with, and a plain sentence."""

    code: str
    list_id: UUID
    person_id: UUID | None
    message: str


class MergePreviewRead(Output):
    """What a merge would change; nothing was written."""

    is_possible: bool
    lists: list[SharedListRead]
    hindrances: list[HindranceRead]

    @classmethod
    def of(cls, plan: Plan) -> "MergePreviewRead":
        """A plan as clients read it."""
        return cls(
            is_possible=not plan.hindrances,
            lists=[SharedListRead.of(one) for one in plan.lists],
            hindrances=[HindranceRead.model_validate(one) for one in plan.hindrances],
        )
