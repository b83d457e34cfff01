"""Playing the scoring examples: scores, ranks, bands, credits, corrections and business days."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from api.domain.calendars import inspection_window
from api.domain.errors import RuleViolation
from api.domain.numbers import exact, rounded
from api.domain.packs.federal import PREFERENCE_POINTS
from api.domain.parameters import Parameters
from api.domain.ranking import dense_ranks, score_report
from api.domain.scoring import ScoreOutcome, ScoringModel, band_width, score

HUNDRED = Decimal(100)
SINGLE = "earned"


def play_scoring(example: Parameters) -> list[str]:
    """Play a scoring example and return what differs, in words; an unknown `kind` is `example_not_supported`."""
    kind = example.text("kind")
    player = _PLAYERS.get(kind)
    if player is None:
        raise RuleViolation("example_not_supported", field="kind", kind=kind)
    return player(example.inner("given"), example.inner("expected"))


def _compare(expected: Parameters, facts: Mapping[str, object]) -> list[str]:
    """Compare what is expected, and nothing else; an expectation that no fact answers cannot be played."""
    found = []
    for name in expected.names():
        if name not in facts:
            raise RuleViolation("example_not_supported", field=expected.field(name))
        wanted = expected.take(name)
        if not _same(facts[name], wanted):
            found.append(f"{name} is {_text(facts[name])}, expected {_text(wanted)}")
    expected.finish()
    return found


def _same(seen: object, wanted: object) -> bool:
    """Compare lists and maps member by member, numbers as exact decimals, dates by their text."""
    if isinstance(seen, Mapping) and isinstance(wanted, Mapping):
        return seen.keys() == wanted.keys() and all(_same(seen[name], wanted[name]) for name in seen)
    if isinstance(seen, list) and isinstance(wanted, list):
        return len(seen) == len(wanted) and all(map(_same, seen, wanted))
    if isinstance(seen, date):
        return str(seen) == str(wanted)
    return seen == wanted


def _text(value: object) -> str:
    """Write a value down for a message."""
    if isinstance(value, list):
        return f"[{', '.join(_text(each) for each in value)}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{name}: {_text(each)}' for name, each in value.items())}}}"
    return str(value)


def _scaled_score(given: Parameters, expected: Parameters) -> list[str]:
    """Weighted components on a linear scale, with points where the example has them."""
    raw: dict[str, Decimal] = {}
    components = []
    for item in given.objects("components"):
        name = item.text("name")
        raw[name] = exact(item.take("raw"), item.field("raw"))
        components.append({"name": name, **{field: item.take(field) for field in item.names()}})
    model: dict[str, object] = {"components": components}
    claims: Mapping[str, str | Decimal] = {}
    if given.has("claims"):
        inner = given.inner("claims")
        claims = {kind: _claim(inner, kind) for kind in inner.names()}
    outcome = score(ScoringModel.parse(model | {name: given.take(name) for name in given.names()}), raw, claims)
    return _compare(expected, _score_facts(outcome))


def _claim(inner: Parameters, kind: str) -> str | Decimal:
    """Return what is claimed of one kind of credit."""
    value = inner.take(kind)
    return value if isinstance(value, str) else exact(value, inner.field(kind))


def _score_facts(outcome: ScoreOutcome) -> dict[str, object]:
    """Return everything an example may state about one score."""
    return {
        "fractions": list(outcome.fractions.values()),
        "composite": outcome.composite,
        "scaled": outcome.scaled,
        "score": outcome.score,
        "final": outcome.score,
        "unrounded": outcome.unrounded,
        "passed": outcome.passed,
        "failed_code": outcome.failed_code,
        "credits_granted": dict(outcome.credits_granted),
        "credits_refused": dict(outcome.credits_refused),
    }


def _dense_ranks(given: Parameters, expected: Parameters) -> list[str]:
    """Ranks of distinct scores and the report made of them."""
    scores = _scores(given.inner("scores"))
    ranks = dense_ranks(scores.values())
    report: list[object] = [[row.rank, row.score, row.eligibles] for row in score_report(scores.values())]
    return _compare(expected, {"ranks": {who: ranks[each] for who, each in scores.items()}, "score_report": report})


def _band_width(given: Parameters, expected: Parameters) -> list[str]:
    """Standard errors and width, compared to as many decimals as the example gives."""
    width = band_width(given.decimal("sd"), given.decimal("reliability"), given.decimal("c"))
    facts = {"sem": width.sem, "sed": width.sed, "width": width.width}
    found = []
    for name in expected.names():
        wanted = expected.decimal(name)
        seen = rounded(facts[name], decimals_of(wanted)) if name in facts else None
        if seen != wanted:
            found.append(f"{name} is {seen}, expected {wanted}")
    return found


def decimals_of(value: Decimal) -> int:
    """Return how many decimals a number is written with."""
    return len(format(value, "f").partition(".")[2])


def _credits_by_list_type(given: Parameters, expected: Parameters) -> list[str]:
    """New York: other points for the same veterans on open and on promotional lists."""
    facts: dict[str, object] = {}
    for list_type in given.names():
        inner = given.inner(list_type)
        earned = inner.decimal("earned")
        values = {name: inner.decimal(name) for name in inner.names()}
        model = _single_part(Decimal(0), values)
        finals = {name: score(model, {SINGLE: earned}, {"preference": name}).score for name in values}
        facts[list_type.removesuffix("_competitive")] = finals
    return _compare(expected, facts)


def _credits_by_preference(given: Parameters, expected: Parameters) -> list[str]:
    """Federal: points by kind of preference, for passing scores only."""
    passing = given.decimal("passing")
    model = _single_part(passing, PREFERENCE_POINTS)
    preference = given.inner("preference")
    final: dict[str, object] = {}
    failed: list[object] = []
    for who, earned in _scores(given.inner("earned")).items():
        kind = preference.text(who)
        outcome = score(model, {SINGLE: earned}, {"preference": "none" if kind == "NV" else kind})
        if outcome.passed:
            final[who] = outcome.score
        else:
            failed.append(who)
    return _compare(expected, {"final": final, "failed": failed})


def _single_part(passing: Decimal, points: Mapping[str, Decimal]) -> ScoringModel:
    """Return the model of one part of 100 points whose final score is what was earned, plus preference points."""
    return ScoringModel.parse(
        {
            "components": [{"name": SINGLE, "weight": 1, "max": 100}],
            "scale": {"pass": passing, "max": HUNDRED, "pass_fraction": passing.scaleb(-2)},
            "credits": [{"kind": "preference", "values": dict(points)}],
            "decimals": 2,
        }
    )


def _correction(given: Parameters, expected: Parameters) -> list[str]:
    """An error found after an appointment: the order before and after it; what is flagged in words is a note."""
    orders = {f"{name}_order": _order(_scores(given.inner(name))) for name in ("original", "corrected")}
    expected.drop("flag")
    return _compare(expected, orders)


def _order(scores: Mapping[str, Decimal]) -> list[object]:
    """Return the names by rank; of equal rank, by name."""
    ranks = dense_ranks(scores.values())
    return [*sorted(scores, key=lambda who: (ranks[scores[who]], who))]


def _business_days(given: Parameters, expected: Parameters) -> list[str]:
    """The days of an inspection period."""
    window = inspection_window(
        _day(given, given.take("posted")),
        given.integer("business_days"),
        {_day(given, each) for each in _listed(given, "holidays")},
        count_posting_day=given.boolean("count_posting_day", default=False),
    )
    return _compare(expected, {"inspection_days": list(window.days), "inspection_end": window.ends_on})


def _listed(given: Parameters, name: str) -> list[object]:
    """Return a list of values, empty where there is none."""
    value = given.take(name) if given.has(name) else []
    if not isinstance(value, list):
        raise RuleViolation("bad_parameter", field=given.field(name), expected="list")
    return value


def _day(given: Parameters, value: object) -> date:
    """Return a civil date, written out or already read by the parser."""
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError as cause:
        raise RuleViolation("bad_parameter", field=given.field(str(value)), expected="date") from cause


def _scores(raw: Parameters) -> dict[str, Decimal]:
    """Return scores by name."""
    return {who: raw.decimal(who) for who in raw.names()}


_PLAYERS: Mapping[str, Callable[[Parameters, Parameters], list[str]]] = {
    "scaled_score": _scaled_score,
    "dense_ranks": _dense_ranks,
    "band_width": _band_width,
    "credits_by_list_type": _credits_by_list_type,
    "credits_by_preference": _credits_by_preference,
    "correction": _correction,
    "business_days": _business_days,
}
