"""The parameters of a certification rule: one set for every merit system.

The set is that of the comparison of merit systems (San Francisco, federal, states, cities); the policies that no rule
text settles are explicit parameters. What a rule leaves unsaid means what it means in a worked example:
`demotion: recompute`, `late_entry: open_referrals`, `pooling: certification`. An agency's pack names its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from api.domain.errors import RuleViolation
from api.domain.messages import render
from api.domain.numbers import Rounding, exact, rounded
from api.domain.parameters import Parameters


class Unit(StrEnum):
    """What a rule counts."""

    SCORE = "score"
    PERSON = "person"
    ALL = "all"
    CUTOFF = "cutoff"
    SLIDING_BAND = "sliding_band"
    FIXED_BAND = "fixed_band"
    CATEGORY = "category"


class Pooling(StrEnum):
    """Whose positions widen the reach: those of all open referrals of the list, or the referral's own."""

    LIST = "list"
    CERTIFICATION = "certification"


class HireWindow(StrEnum):
    """What a hire does: `hold` keeps position and score counted, `recompute` drops both."""

    HOLD = "hold"
    RECOMPUTE = "recompute"


class Demotion(StrEnum):
    """Whether somebody once in reach may fall out of it while available."""

    NEVER = "never"
    POSITIONS_REMOVED = "positions_removed"
    RECOMPUTE = "recompute"


class LateEntry(StrEnum):
    """Whether somebody who becomes available later counts on referrals already certified."""

    NEW_CERTIFICATIONS = "new_certifications"
    OPEN_REFERRALS = "open_referrals"


class Supplementary(StrEnum):
    """Whether the next score opens by itself when one clears, or only when the department asks."""

    AUTOMATIC = "automatic"
    ON_REQUEST = "on_request"


class TieAtCut(StrEnum):
    """Whether people tied at the last place come in together; scores are never split, names may be."""

    INCLUDE = "include"
    BREAK = "break"


class TieBreak(StrEnum):
    """By what ties are put in order where they are broken."""

    LIST_NUMBER = "list_number"
    RANDOM = "random"
    FILING_TIME = "filing_time"
    SENIORITY = "seniority"
    ALPHABETICAL = "alphabetical"


class ScoreRounding(StrEnum):
    """How scores are coarsened before ranks are counted."""

    NONE = "none"
    NEAREST_WHOLE = "nearest_whole"
    TRUNCATE = "truncate"


SUPPORTED_UNITS = frozenset({Unit.SCORE, Unit.PERSON, Unit.ALL, Unit.CUTOFF, Unit.SLIDING_BAND})
COUNTED_UNITS = frozenset({Unit.SCORE, Unit.PERSON})
_UNSUPPORTED = ("merge_if_fewer_than", "source_priority", "categories", "professional_gs9", "bands")


@dataclass(frozen=True, slots=True)
class MinNames:
    """The least number of names: `absolute`, or `plus_vacancies` more than there are positions."""

    absolute: int = 0
    plus_vacancies: int | None = None

    def wanted(self, positions: int) -> int:
        """Return how many names there should be for so many positions."""
        return max(self.absolute, 0 if self.plus_vacancies is None else positions + self.plus_vacancies)


@dataclass(frozen=True, slots=True)
class CertificationRule:
    """How far down a list an appointing officer may reach.

    T = max(base, share of the list) + per_extra_vacancy x (positions - 1) units for `score` and `person`
    (San Francisco Charter A8.329 and Rule 113: ranks in reach = N + positions - 1); `cutoff` and `band_width`
    are in points of the score.
    """

    unit: Unit
    base: int = 1
    per_extra_vacancy: int = 1
    fraction: Decimal | None = None
    min_names: MinNames = MinNames()
    cutoff: Decimal | None = None
    band_width: Decimal | None = None
    tie_at_cut: TieAtCut = TieAtCut.INCLUDE
    tie_break: TieBreak = TieBreak.LIST_NUMBER
    score_rounding: ScoreRounding = ScoreRounding.NONE
    pooling: Pooling = Pooling.CERTIFICATION
    window_after_hire: HireWindow = HireWindow.HOLD
    demotion: Demotion = Demotion.RECOMPUTE
    late_entry: LateEntry = LateEntry.OPEN_REFERRALS
    supplementary: Supplementary = Supplementary.AUTOMATIC
    max_considerations: int | None = None
    requires: tuple[str, ...] = ()

    @staticmethod
    def parse(
        parameters: Mapping[str, object], *, defaults: Mapping[str, object] | None = None, path: str = ""
    ) -> "CertificationRule":
        """Read a rule from its JSON form; `code` is accepted and not part of the rule.

        `defaults` stand where the parameters are silent (an agency's policies). Raises RuleViolation naming the
        field: `unknown_parameter`, `missing_parameter`, `bad_parameter`, `not_exact`, `not_a_decimal`,
        `parameter_not_supported`, `tie_break_needs_names`, `tie_break_needs_recompute`.
        """
        given = parameters if defaults is None else {**defaults, **parameters}
        raw = Parameters(given, path)
        raw.drop("code")
        _refuse_unsupported(raw)
        unit = raw.choice("unit", Unit)
        rule = CertificationRule(
            unit=unit,
            base=raw.integer("base", None if unit in COUNTED_UNITS else 1, least=1, most=100_000),
            per_extra_vacancy=raw.integer("per_extra_vacancy", 1, most=1_000),
            fraction=_fraction(raw),
            min_names=_min_names(raw),
            cutoff=raw.decimal("cutoff") if unit is Unit.CUTOFF else raw.optional_decimal("cutoff"),
            band_width=raw.decimal("band_width") if unit is Unit.SLIDING_BAND else raw.optional_decimal("band_width"),
            tie_at_cut=raw.choice("tie_at_cut", TieAtCut, TieAtCut.INCLUDE),
            tie_break=raw.choice("tie_break", TieBreak, TieBreak.LIST_NUMBER),
            score_rounding=raw.choice("score_rounding", ScoreRounding, ScoreRounding.NONE),
            pooling=raw.choice("pooling", Pooling, Pooling.CERTIFICATION),
            window_after_hire=raw.choice("window_after_hire", HireWindow, HireWindow.HOLD),
            demotion=raw.choice("demotion", Demotion, Demotion.RECOMPUTE),
            late_entry=raw.choice("late_entry", LateEntry, LateEntry.OPEN_REFERRALS),
            supplementary=raw.choice("supplementary", Supplementary, Supplementary.AUTOMATIC),
            max_considerations=raw.integer("max_considerations", least=1) if raw.has("max_considerations") else None,
            requires=raw.texts("requires"),
        )
        raw.drop("max_considerations")
        raw.finish()
        _refuse_broken_ties(rule, raw)
        return rule

    def as_parameters(self) -> dict[str, object]:
        """Return the JSON form: every policy spelled out, decimals as text, absent limits left out."""
        parameters: dict[str, object] = {"unit": self.unit.value}
        if self.unit in COUNTED_UNITS:
            parameters |= {"base": self.base, "per_extra_vacancy": self.per_extra_vacancy}
        exactly = {"fraction": self.fraction, "cutoff": self.cutoff, "band_width": self.band_width}
        parameters |= {name: format(value, "f") for name, value in exactly.items() if value is not None}
        if self.min_names.plus_vacancies is not None:
            parameters["min_names"] = {"plus_vacancies": self.min_names.plus_vacancies}
        elif self.min_names.absolute:
            parameters["min_names"] = self.min_names.absolute
        for name in ("tie_at_cut", "tie_break", "score_rounding", "pooling", "window_after_hire"):
            parameters[name] = str(getattr(self, name))
        for name in ("demotion", "late_entry", "supplementary"):
            parameters[name] = str(getattr(self, name))
        if self.max_considerations is not None:
            parameters["max_considerations"] = self.max_considerations
        if self.requires:
            parameters["requires"] = list(self.requires)
        return parameters

    def units_allowed(self, positions: int, list_size: int | None = None) -> int | None:
        """Return T, the units in reach for so many positions; None where the unit is not counted.

        With `fraction`, `list_size` is the number of names on the list (`list_size_needed` without it).
        """
        if self.unit not in COUNTED_UNITS:
            return None
        if positions < 1:
            return 0
        first = self.base
        if self.fraction is not None:
            if list_size is None:
                raise RuleViolation("list_size_needed", field="fraction")
            share = Fraction(self.fraction) * list_size
            first = max(first, -(-share.numerator // share.denominator))
        return first + self.per_extra_vacancy * (positions - 1)

    def ranked_score(self, score: Decimal) -> Decimal:
        """Return the score that ranks are counted by: the score itself, or coarsened as the rule says."""
        if self.score_rounding is ScoreRounding.NONE:
            return score
        nearest = self.score_rounding is ScoreRounding.NEAREST_WHOLE
        return rounded(score, 0, Rounding.HALF_UP if nearest else Rounding.TRUNCATE)

    def lowest_score(self, ranked: Decimal) -> Decimal:
        """Return the lowest score that `ranked_score` takes to this one, so that a coarse line finds its rank."""
        return ranked - Decimal("0.5") if self.score_rounding is ScoreRounding.NEAREST_WHOLE else ranked

    def sentence(self, positions: int, list_size: int | None = None, language: str = "en") -> str:
        """Say the rule and its arithmetic in plain words."""
        code, params = self.facts(positions, units=self.units_allowed(positions, list_size or 0))
        said = render(code, params, language)
        wanted = self.min_names.wanted(positions)
        return (
            said if not wanted or positions < 1 else f"{said}; {render('rule.min_names', {'names': wanted}, language)}"
        )

    def facts(self, positions: int, *, units: int | None) -> tuple[str, dict[str, object]]:
        """Return the message code and its values for the rule's sentence; `units` is T as `units_allowed` gives it."""
        if positions < 1:
            return (f"rule.{self.unit}.none" if self.unit in COUNTED_UNITS else "rule.none"), {"base": self.base}
        if self.unit not in COUNTED_UNITS:
            limits = {"cutoff": self.cutoff, "band_width": self.band_width}
            return f"rule.{self.unit}", {k: v if v is None else format(v, "f") for k, v in limits.items()}
        extra = self.per_extra_vacancy
        kind = "plain" if extra == 0 else "one" if extra == 1 else "many"
        if self.fraction is not None:
            kind = "share"
        return f"rule.{self.unit}.{kind}", {
            "base": self.base,
            "positions": positions,
            "extra": extra,
            "further": max(positions - 1, 0),
            "percent": None if self.fraction is None else format((self.fraction * 100).normalize(), "f"),
            "units": units,
        }


def _refuse_unsupported(raw: Parameters) -> None:
    """Refuse parameters that the engine would have to ignore: ignoring one would certify the wrong people."""
    for name in ("preference", "protection"):
        if raw.has(name) and raw.take(name) != "none":
            raise RuleViolation("parameter_not_supported", field=raw.field(name))
        raw.drop(name)
    for name in _UNSUPPORTED:
        if raw.has(name):
            raise RuleViolation("parameter_not_supported", field=raw.field(name))
        raw.drop(name)


def _fraction(raw: Parameters) -> Decimal | None:
    """Read the share of the list: above 0, at most 1."""
    share = raw.optional_decimal("fraction", most=Decimal(1))
    if share is not None and share == 0:
        raise RuleViolation("bad_parameter", field=raw.field("fraction"), expected="share above 0")
    return share


def _min_names(raw: Parameters) -> MinNames:
    """Read `min_names`: a number, or an object with `plus_vacancies`."""
    if not raw.has("min_names"):
        raw.drop("min_names")
        return MinNames()
    value = raw.take("min_names")
    if isinstance(value, Mapping):
        inner = Parameters(value, raw.field("min_names"))
        plus = inner.integer("plus_vacancies", most=100_000)
        inner.finish()
        return MinNames(plus_vacancies=plus)
    names = exact(value, raw.field("min_names"))
    if names != int(names) or not 0 <= names <= 100_000:
        raise RuleViolation("bad_parameter", field=raw.field("min_names"), expected="integer")
    return MinNames(absolute=int(names))


def _refuse_broken_ties(rule: CertificationRule, raw: Parameters) -> None:
    """Ties are broken between names only, and only where nobody is promised to stay in reach.

    A floor is a score; with broken ties a score is in reach for some and not for others.
    """
    if rule.tie_at_cut is not TieAtCut.BREAK:
        return
    if rule.unit is not Unit.PERSON:
        raise RuleViolation("tie_break_needs_names", field=raw.field("tie_at_cut"))
    if rule.demotion is not Demotion.RECOMPUTE:
        raise RuleViolation("tie_break_needs_recompute", field=raw.field("demotion"))
