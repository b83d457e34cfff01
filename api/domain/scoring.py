"""Scoring: from component results to one final score, exactly, rounded once at the end.

Computed with fractions, so that neither binary floating point nor a decimal context can decide a tie. The steps are
those of San Francisco's composite (careers.sf.gov: weighted average of components, 700 for the lowest pass to 1000);
preference points are added only after a pass.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from api.domain.errors import RuleViolation
from api.domain.numbers import Rounding, exact, rounded, square_root, written_out
from api.domain.parameters import Parameters

BELOW_PASS = "below_pass_"  # noqa: S105 - a failure code, no secret
OVERALL = "overall"
FAILED_OVERALL = f"{BELOW_PASS}{OVERALL}"
NO_CREDIT = frozenset({"", "none"})


@dataclass(frozen=True, slots=True)
class Component:
    """One part of an examination: weight in the composite, highest raw score, pass mark as a fraction of it.

    A `hurdle` fails whoever is below the pass mark, whatever the other parts.
    """

    name: str
    weight: Decimal
    maximum: Decimal
    pass_mark: Decimal | None = None
    pass_fraction: Decimal | None = None
    hurdle: bool = False

    def fails(self, raw: Decimal) -> bool:
        """Say whether a raw score is below the pass mark; without one nobody fails."""
        if self.pass_mark is not None:
            return raw < self.pass_mark
        if self.pass_fraction is None:
            return False
        return Fraction(raw) < Fraction(self.maximum) * Fraction(self.pass_fraction)


@dataclass(frozen=True, slots=True)
class Scale:
    """The linear scale: `lowest_pass` points at `pass_fraction` of the composite, `top` points at all of it."""

    lowest_pass: Decimal
    top: Decimal
    pass_fraction: Decimal

    def apply(self, composite: Fraction) -> Fraction:
        """Return the points of a passing composite."""
        low, share = Fraction(self.lowest_pass), Fraction(self.pass_fraction)
        return low + (Fraction(self.top) - low) * Fraction(composite - share, 1 - share)


@dataclass(frozen=True, slots=True)
class Credit:
    """Points added after a pass: a value per claim (`values`), or as many as were given (`as_given`).

    Not granted to whoever also has points above 0 of a kind in `not_with`.
    """

    kind: str
    values: Mapping[str, Decimal] = field(default_factory=dict)
    as_given: bool = False
    not_with: tuple[str, ...] = ()

    def claimed(self, claim: str | Decimal) -> Decimal:
        """Return the points a claim is worth: `bad_points` or `bad_credit` name what cannot be read."""
        if isinstance(claim, str) and claim.strip() in NO_CREDIT:
            return Decimal(0)
        if not self.as_given:
            points = self.values.get(claim) if isinstance(claim, str) else None
            if points is None:
                raise RuleViolation("bad_credit", field=self.kind, allowed=tuple(self.values))
            return points
        try:
            points = exact(claim, self.kind)
        except RuleViolation as cause:
            raise RuleViolation("bad_points", field=self.kind) from cause
        if points < 0:
            raise RuleViolation("bad_points", field=self.kind)
        return points


@dataclass(frozen=True, slots=True)
class ScoringModel:
    """How a list is scored; stored with the scores it made."""

    components: tuple[Component, ...]
    scale: Scale
    credits: tuple[Credit, ...] = ()
    decimals: int = 5
    rounding: Rounding = Rounding.HALF_UP

    @staticmethod
    def parse(parameters: Mapping[str, object], *, path: str = "") -> "ScoringModel":
        """Read a model from its JSON form (API contract, `/scoring-models`), without `code` and `title`.

        Raises RuleViolation naming the field (`components.0.weight`): `missing_parameter`, `unknown_parameter`,
        `bad_parameter`, `not_exact`, `not_a_decimal`, `repeated_value`, `no_components`, `pass_above_max`,
        `two_pass_marks`, `scale_upside_down`, `unknown_credit`, `credits_exclude_each_other`.
        """
        raw = Parameters(parameters, path)
        raw.drop("code", "title")
        model = ScoringModel(
            components=tuple(_component(item) for item in raw.objects("components")),
            scale=_scale(raw.inner("scale")),
            credits=tuple(_credit(item) for item in raw.objects("credits", required=False)),
            decimals=raw.integer("decimals", 5, most=8),
            rounding=raw.choice("rounding", Rounding, Rounding.HALF_UP),
        )
        raw.finish()
        _check_components(model, raw)
        _check_credits(model, raw)
        return model

    def as_parameters(self) -> dict[str, object]:
        """Return the JSON form, decimals as text; `parse` reads it back to an equal model."""
        return {
            "components": [_component_json(component) for component in self.components],
            "scale": {
                "pass": format(self.scale.lowest_pass, "f"),
                "max": format(self.scale.top, "f"),
                "pass_fraction": format(self.scale.pass_fraction, "f"),
            },
            "credits": [_credit_json(credit) for credit in self.credits],
            "decimals": self.decimals,
            "rounding": self.rounding.value,
        }


@dataclass(frozen=True, slots=True)
class ScoreOutcome:
    """What a scoring makes of one person.

    `score` has exactly the model's decimals and is None for who failed; `unrounded` is the same before the rounding,
    cut off after 28 decimals; `failed_code` is `below_pass_<component>` (first in the model's order) or
    `below_pass_overall`. `fractions`, `composite` and `scaled` (before points) show the way; `credits_granted` and
    `credits_refused` are points by kind, of passers only.
    """

    passed: bool
    score: Decimal | None
    unrounded: Decimal | None
    failed_code: str | None
    fractions: Mapping[str, Decimal]
    composite: Decimal
    scaled: Decimal | None
    credits_granted: Mapping[str, Decimal]
    credits_refused: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class BandWidth:
    """Width of a statistically valid band with the errors it comes from, in points, cut off after 28 decimals."""

    sem: Decimal
    sed: Decimal
    width: Decimal


def score(
    model: ScoringModel, raw: Mapping[str, Decimal], claims: Mapping[str, str | Decimal] | None = None
) -> ScoreOutcome:
    """Score one person: hurdles, weighted composite, scale, points after a pass, one rounding at the end.

    `raw` holds a raw score per component (`missing_score`, `bad_score` outside 0 to its maximum, `unknown_component`),
    `claims` what is claimed per kind of credit (`unknown_credit`, `bad_credit`, `bad_points`); none, empty: nothing.
    """
    check_raw(model, raw)
    points = claimed_points(model, claims or {})
    fractions = {each.name: Fraction(Fraction(raw[each.name]), Fraction(each.maximum)) for each in model.components}
    weights = sum((Fraction(each.weight) for each in model.components), Fraction(0))
    weighted = sum((Fraction(each.weight) * fractions[each.name] for each in model.components), Fraction(0))
    composite = Fraction(weighted, weights)
    failed = failed_hurdle(model, raw)
    if failed is None and composite < Fraction(model.scale.pass_fraction):
        failed = FAILED_OVERALL
    shown = {name: written_out(value) for name, value in fractions.items()}
    if failed is not None:
        return ScoreOutcome(False, None, None, failed, shown, written_out(composite), None, {}, {})
    scaled = model.scale.apply(composite)
    granted, refused = grant(model, points)
    final = scaled + sum((Fraction(value) for value in granted.values()), Fraction(0))
    return ScoreOutcome(
        passed=True,
        score=rounded(final, model.decimals, model.rounding),
        unrounded=written_out(final),
        failed_code=None,
        fractions=shown,
        composite=written_out(composite),
        scaled=written_out(scaled),
        credits_granted=granted,
        credits_refused=refused,
    )


def failure_sentence(code: str) -> str:
    """Say in plain words what a failure code stands for."""
    if code == FAILED_OVERALL:
        return "Below the pass mark of the whole examination"
    if code.startswith(BELOW_PASS):
        return f"Below the pass mark of {code.removeprefix(BELOW_PASS)}"
    return {"score_outside_bands": "The score lies in none of the list's bands"}.get(code, code)


def band_width(sd: Decimal, reliability: Decimal, c: Decimal) -> BandWidth:
    """Return SEM = SD x sqrt(1 - r), SED = SEM x sqrt(2), width = C x SED (C = 1.96 two-tailed, 1.65 one-tailed)."""
    if sd < 0 or c < 0 or not 0 <= reliability <= 1:
        raise RuleViolation("bad_parameter", field="reliability" if sd >= 0 and c >= 0 else "sd")
    variance = Fraction(sd) * Fraction(sd) * (1 - Fraction(reliability))
    spread = square_root(2 * variance, 40)
    return BandWidth(
        sem=written_out(square_root(variance, 40)), sed=written_out(spread), width=written_out(Fraction(c) * spread)
    )


def failed_hurdle(model: ScoringModel, raw: Mapping[str, Decimal]) -> str | None:
    """Return the code of the first failed hurdle, or None."""
    for component in model.components:
        if component.hurdle and component.fails(raw[component.name]):
            return f"{BELOW_PASS}{component.name}"
    return None


def check_raw(model: ScoringModel, raw: Mapping[str, Decimal]) -> None:
    """Refuse results that are missing, out of range or of no component."""
    names = {component.name for component in model.components}
    for name in raw:
        if name not in names:
            raise RuleViolation("unknown_component", field=name)
    for component in model.components:
        if component.name not in raw:
            raise RuleViolation("missing_score", field=component.name)
        value = raw[component.name]
        if not value.is_finite() or not 0 <= value <= component.maximum:
            raise RuleViolation("bad_score", field=component.name, maximum=component.maximum)


def claimed_points(model: ScoringModel, claims: Mapping[str, str | Decimal]) -> dict[str, Decimal]:
    """Return the points claimed, above 0, by kind in the model's order."""
    kinds = {credit.kind for credit in model.credits}
    for kind in claims:
        if kind not in kinds:
            raise RuleViolation("unknown_credit", field=kind)
    points = {each.kind: each.claimed(claims[each.kind]) for each in model.credits if each.kind in claims}
    return {kind: value for kind, value in points.items() if value > 0}


def grant(model: ScoringModel, points: Mapping[str, Decimal]) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
    """Split claimed points into granted and refused ones."""
    refused = {
        credit.kind: points[credit.kind]
        for credit in model.credits
        if credit.kind in points and any(other in points for other in credit.not_with)
    }
    return {kind: value for kind, value in points.items() if kind not in refused}, refused


def _component(raw: Parameters) -> Component:
    """Read one component."""
    component = Component(
        name=raw.text("name"),
        weight=raw.decimal("weight"),
        maximum=raw.decimal("max"),
        pass_mark=raw.optional_decimal("pass"),
        pass_fraction=raw.optional_decimal("pass_fraction", most=Decimal(1)),
        hurdle=raw.boolean("hurdle", default=False),
    )
    raw.finish()
    for name, value in (("weight", component.weight), ("max", component.maximum)):
        if value == 0:
            raise RuleViolation("bad_parameter", field=raw.field(name), expected="above 0")
    if component.pass_mark is not None and component.pass_fraction is not None:
        raise RuleViolation("two_pass_marks", field=raw.field("pass"))
    if component.pass_mark is not None and component.pass_mark > component.maximum:
        raise RuleViolation("pass_above_max", field=raw.field("pass"))
    if component.hurdle and component.pass_mark is None and component.pass_fraction is None:
        raise RuleViolation("missing_parameter", field=raw.field("pass"))
    return component


def _scale(raw: Parameters) -> Scale:
    """Read the scale: the top is above the lowest pass, the pass fraction below 1."""
    scale = Scale(raw.decimal("pass"), raw.decimal("max"), raw.decimal("pass_fraction", most=Decimal(1)))
    raw.finish()
    if scale.top <= scale.lowest_pass:
        raise RuleViolation("scale_upside_down", field=raw.field("max"))
    if scale.pass_fraction == 1:
        raise RuleViolation("bad_parameter", field=raw.field("pass_fraction"), expected="below 1")
    return scale


def _credit(raw: Parameters) -> Credit:
    """Read one kind of credit: `values` or `as_given`, not both."""
    kind, as_given = raw.text("kind"), raw.boolean("as_given", default=False)
    if as_given == raw.has("values"):
        raise RuleViolation("bad_parameter", field=raw.field("values"), expected="values or as_given")
    values: dict[str, Decimal] = {}
    if not as_given:
        inner = raw.inner("values")
        values = {name: inner.decimal(name, most=Decimal(100_000)) for name in inner.names()}
    raw.drop("values")
    credit = Credit(kind, values, as_given, raw.texts("not_with"))
    raw.finish()
    return credit


def _check_components(model: ScoringModel, raw: Parameters) -> None:
    """There is a component, and each has a name of its own that cannot be taken for the whole."""
    if not model.components:
        raise RuleViolation("no_components", field=raw.field("components"))
    seen = {OVERALL}
    for index, component in enumerate(model.components):
        if component.name in seen:
            raise RuleViolation("repeated_value", field=raw.field(f"components.{index}.name"))
        seen.add(component.name)


def _check_credits(model: ScoringModel, raw: Parameters) -> None:
    """Kinds are distinct, `not_with` names known ones, and no two refuse each other."""
    excludes = {credit.kind: credit.not_with for credit in model.credits}
    if len(excludes) != len(model.credits):
        raise RuleViolation("repeated_value", field=raw.field("credits"))
    for index, credit in enumerate(model.credits):
        for other in credit.not_with:
            if other not in excludes:
                raise RuleViolation("unknown_credit", field=raw.field(f"credits.{index}.not_with"))
            if credit.kind in excludes[other]:
                raise RuleViolation("credits_exclude_each_other", field=raw.field(f"credits.{index}.not_with"))


def _component_json(component: Component) -> dict[str, object]:
    """Return the JSON form of a component."""
    numbers = {
        "weight": component.weight,
        "max": component.maximum,
        "pass": component.pass_mark,
        "pass_fraction": component.pass_fraction,
    }
    shown = {name: format(value, "f") for name, value in numbers.items() if value is not None}
    return {"name": component.name, **shown, "hurdle": component.hurdle}


def _credit_json(credit: Credit) -> dict[str, object]:
    """Return the JSON form of a credit."""
    worth: dict[str, object] = {"as_given": True}
    if not credit.as_given:
        worth = {"values": {name: format(points, "f") for name, points in credit.values.items()}}
    return {"kind": credit.kind, **worth, "not_with": list(credit.not_with)}
