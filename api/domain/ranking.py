"""Ranks and bands: dense ranks of distinct final scores (Rule 112: a rank is a score, ties share it)."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from api.domain.errors import RuleViolation
from api.domain.parameters import Parameters


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One line of a score report: a rank, its score, and how many eligibles have it."""

    rank: int
    score: Decimal
    eligibles: int


@dataclass(frozen=True, slots=True)
class Band:
    """Scores taken as one: from `lower`, inclusive, to `upper`, exclusive; everyone in it is shown its `upper`.

    The best band includes its upper limit too, so that the highest possible score has a place.
    """

    rank: int
    lower: Decimal
    upper: Decimal

    def as_text(self) -> dict[str, object]:
        """Return the JSON form, decimals as text."""
        return {"rank": self.rank, "lower": format(self.lower, "f"), "upper": format(self.upper, "f")}


@dataclass(frozen=True, slots=True)
class BandingModel:
    """Fixed bands, best first, without gap or overlap; applied before ranking (continuous lists)."""

    bands: tuple[Band, ...]

    @staticmethod
    def parse(raw_bands: object, *, path: str = "bands") -> "BandingModel":
        """Read `[{rank, lower, upper}]`, best band first.

        Raises RuleViolation naming the field: `no_bands`, `band_empty` (upper not above lower), `band_out_of_order`
        (ranks are 1, 2, 3, ... and scores descend), `band_gap`, `band_overlap`, and what Parameters refuses.
        """
        last = path.rpartition(".")
        items = Parameters({last[2]: raw_bands}, last[0]).objects(last[2])
        bands = tuple(_band(item) for item in items)
        if not bands:
            raise RuleViolation("no_bands", field=path)
        for index, band in enumerate(bands):
            _check_band(bands, index, f"{path}.{index}", band)
        return BandingModel(bands)

    def as_parameters(self) -> list[dict[str, object]]:
        """Return the JSON form; `parse` reads it back to an equal model."""
        return [band.as_text() for band in self.bands]

    def band_of(self, score: Decimal) -> Band:
        """Return the band of a score; one outside all bands is refused with `score_outside_bands`."""
        best = self.bands[0]
        if score == best.upper:
            return best
        ascending = self.bands[::-1]
        index = bisect_right([band.lower for band in ascending], score) - 1
        if index < 0 or score >= ascending[index].upper:
            raise RuleViolation("score_outside_bands", field="score", score=score)
        return ascending[index]

    def banded_score(self, score: Decimal) -> Decimal:
        """Return the score that everyone in the band is shown and ranked by: the band's top score."""
        return self.band_of(score).upper


def dense_ranks(scores: Iterable[Decimal]) -> Mapping[Decimal, int]:
    """Return the rank of each distinct score: 1 + the number of distinct higher scores."""
    return {score: rank for rank, score in enumerate(sorted(set(scores), reverse=True), start=1)}


def score_report(scores: Iterable[Decimal]) -> list[ReportRow]:
    """Return rank, score and number of eligibles at it, best first; no names."""
    counts = Counter(scores)
    return [ReportRow(rank, score, counts[score]) for score, rank in dense_ranks(counts).items()]


def _band(raw: Parameters) -> Band:
    """Read one band."""
    band = Band(raw.integer("rank", least=1), raw.decimal("lower"), raw.decimal("upper"))
    raw.finish()
    return band


def _check_band(bands: Sequence[Band], index: int, path: str, band: Band) -> None:
    """Refuse an empty band, one out of order, and one that does not meet the band above it."""
    if band.upper <= band.lower:
        raise RuleViolation("band_empty", field=f"{path}.upper")
    if band.rank != index + 1:
        raise RuleViolation("band_out_of_order", field=f"{path}.rank")
    if index == 0:
        return
    above = bands[index - 1]
    if band.lower >= above.lower:
        raise RuleViolation("band_out_of_order", field=f"{path}.lower")
    if band.upper > above.lower:
        raise RuleViolation("band_overlap", field=f"{path}.upper")
    if band.upper < above.lower:
        raise RuleViolation("band_gap", field=f"{path}.upper")
