"""What scoring models and banding models take and give. Decimals come back as they were written."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from api.models import ScoringModel
from api.platform.resources import Patch
from api.platform.schema import Code, DecimalText, Input, Output, Text

Rounding = Literal["half_up", "half_even", "truncate"]


class Component(Input):
    """One part of an examination: its weight, its highest raw score, and the raw score or share that passes.

    Whoever fails a `hurdle` fails the examination.
    """

    name: Text
    weight: DecimalText
    max: DecimalText
    pass_: Annotated[DecimalText | None, Field(alias="pass")] = None
    pass_fraction: DecimalText | None = None
    hurdle: bool = False


class Scale(Input):
    """The linear scale: `pass` points at `pass_fraction` of the composite, `max` points at all of it."""

    pass_: Annotated[DecimalText, Field(alias="pass")]
    max: DecimalText
    pass_fraction: DecimalText


class Credit(Input):
    """Points added after a pass: by claim (`values`) or as given; not beside points of a kind in `not_with`."""

    kind: Text
    values: dict[str, DecimalText] | None = None
    as_given: bool = False
    not_with: list[Text] = Field(default_factory=list, max_length=50)


Components = Annotated[list[Component], Field(max_length=50)]
Credits = Annotated[list[Credit], Field(max_length=50)]


class _Parameters(Input):
    """What the domain reads of a model, in its JSON form."""

    def parameters(self) -> dict[str, Any]:
        """The parameters that were sent, without what was left out."""
        return self.model_dump(
            by_alias=True, exclude_none=True, exclude_unset=True, exclude={"code", "title", "replaces_id"}
        )


class ScoringModelCreate(_Parameters):
    """A scoring model; its code is unique in the agency. `replaces_id`: the one it is a new version of."""

    code: Code
    title: Text
    components: Components
    scale: Scale
    credits: Credits = Field(default_factory=list)
    decimals: Annotated[int, Field(ge=0, le=8)] = 5
    rounding: Rounding = "half_up"
    replaces_id: UUID | None = None


class ScoringModelPatch(Patch, _Parameters):
    """What changes about a scoring model that no scoring used yet."""

    code: Code | None = None
    title: Text | None = None
    components: Components | None = None
    scale: Scale | None = None
    credits: Credits | None = None
    decimals: Annotated[int, Field(ge=0, le=8)] | None = None
    rounding: Rounding | None = None


class _Shown(Output):
    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)


class ComponentRead(_Shown):
    """One part of an examination."""

    name: str
    weight: str
    max: str
    pass_: Annotated[str | None, Field(alias="pass")] = None
    pass_fraction: str | None = None
    hurdle: bool = False


class ScaleRead(_Shown):
    """The linear scale."""

    pass_: Annotated[str, Field(alias="pass")]
    max: str
    pass_fraction: str


class CreditRead(_Shown):
    """Points added after a pass."""

    kind: str
    values: dict[str, str] | None = None
    as_given: bool = False
    not_with: list[str] = Field(default_factory=list)


class ScoringModelRead(Output):
    """How component scores become one final score."""

    id: UUID
    code: str
    title: str
    components: list[ComponentRead]
    scale: ScaleRead
    credits: list[CreditRead]
    decimals: int
    rounding: Rounding
    replaces_id: UUID | None
    version: int
    created_at: datetime

    @classmethod
    def of(cls, row: ScoringModel) -> "ScoringModelRead":
        """A model as a client reads it."""
        return cls(
            **row.parameters,
            id=row.id,
            code=row.code,
            title=row.title,
            replaces_id=row.replaces_id,
            version=row.version,
            created_at=row.created_at,
        )


class Band(Input):
    """Scores from `lower`, inclusive, to `upper`, exclusive; the best band holds its upper limit too."""

    rank: Annotated[int, Field(ge=1)]
    lower: DecimalText
    upper: DecimalText


class BandRead(Output):
    """Scores taken as one rank."""

    rank: int
    lower: str
    upper: str


Bands = Annotated[list[Band], Field(max_length=1000)]


class BandingModelCreate(Input):
    """A banding model: bands from the best down, without gap or overlap. Its code is unique in the agency.

    `replaces_id`: the one it is a new version of.
    """

    code: Code
    title: Text
    bands: Bands
    replaces_id: UUID | None = None


class BandingModelPatch(Patch):
    """What changes about a banding model that no list uses."""

    code: Code | None = None
    title: Text | None = None
    bands: Bands | None = None


class BandingModelRead(Output):
    """Fixed bands: ranges of scores that are treated as one rank."""

    id: UUID
    code: str
    title: str
    bands: list[BandRead]
    replaces_id: UUID | None
    version: int
    created_at: datetime
