"""Years of a large city before the small one's story: seasons of examinations, referrals and hires. Pure and seeded.

The titles and how many stand on each list have the shape of New York City's public stock (a few very long lists, many
short ones); everything else is drawn. The same size and seed give the same plan.
"""

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from api.demo import city
from api.demo.city import TWO_PARTS, Listing, Note, Objection, StatusChange

DEPARTMENTS: Mapping[str, str] = {
    "COR": "Correction",
    "EDU": "Education",
    "FIR": "Fire Department",
    "POL": "Police Department",
    "SAN": "Sanitation",
    "TRA": "Transit",
}
RULES = ("R3", "R3", "R3", "R5", "R7", "R10")
LEAST_PEOPLE, MOST_POSITIONS, POSITIONS_EACH, SENDINGS_EACH = 6, 4, 4, 3
# What the people in reach answer, and what becomes of the interested once every position has its person.
ANSWERS: Mapping[str, int] = {"interested": 60, "waived": 22, "no_response": 18}
ENDINGS: Mapping[str, int] = {"not_selected": 5, "failed_to_appear": 2, "disqualified": 1, "removed": 1, "": 5}
OFFERS: Mapping[str, int] = {"hired": 9, "declined": 2, "": 1}

GROUNDS: Sequence[tuple[str, str, Literal["grant", "deny", "withdraw"], str]] = (
    ("rating_key", "Question 18 can be read in two ways.", "deny", "The key was confirmed by two examiners."),
    ("own_rating", "My second rater marked half of what the first did.", "deny", "The difference is within the rule."),
    ("clerical", "The last page of my answers was not read.", "grant", "The page was found and rated."),
    ("administration", "The clock in the room was wrong.", "deny", "Everybody in the room had the full time."),
    ("other", "I ask to sit again.", "withdraw", "The protester will wait for the next examination."),
)
SAID = (
    "The answer sheets are in box 12 of the archive.",
    "Two sittings, morning and afternoon; the afternoon one began late.",
    "Departments asked for this list before the end of the quarter.",
)
SAID_OF_SOMEBODY = (
    "Prefers to be called after 5 p.m.",
    "Moved; the new address is on file.",
    "Asked how waivers work; was sent the leaflet.",
)


@dataclass(frozen=True, slots=True)
class Errand:
    """A referral of the years before: its list and positions, what people answer and what is decided, how it ends."""

    listing: str
    positions: Sequence[str]
    answers: Sequence[str]
    offers: Sequence[str]
    endings: Sequence[str]
    end: str  # close, cancel, or nothing
    is_undone: bool  # the last hire is rescinded
    is_asked: bool  # whether people in reach are asked in writing


@dataclass(frozen=True, slots=True)
class Season:
    """A quarter of a year: examinations and protests of them, referrals, and what becomes of the lists."""

    listings: tuple[Listing, ...]
    cancelled: str | None
    objections: Sequence[Objection]
    errands: Sequence[Errand]
    changed: StatusChange  # of so many people at once
    notes: Sequence[Note]
    exhausted: str | None


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a size of the demo is made of. `days` pass in all."""

    size: str
    departments: Mapping[str, str]
    job_classes: Mapping[str, str]
    positions: Mapping[str, Mapping[str, int]]
    seasons: Sequence[Season]
    calendar_years: int

    @property
    def days(self) -> int:
        """How many days pass from the first step to the last."""
        return len(self.seasons) * sum(SEASON_DAYS) + sum(city.DAYS)


# Days of a season: inspection, answers, interviews, closing, and quiet weeks until the next.
SEASON_DAYS = (14, 14, 21, 14, 32)

SMALL = Plan("small", city.DEPARTMENTS, city.JOB_CLASSES, city.POSITIONS, (), calendar_years=2)


def long_plan(size: str, *, people: int, seasons: int, seed: str) -> Plan:
    """The small city with seasons before its story, and about so many people in all."""
    chance = random.Random(f"eligo:{size}:{seed}")  # noqa: S311  (a seed, not a secret)
    titles = _titles(seasons)
    sizes = _sizes([weight for _, weight, _ in titles], people - sum(one.people for one in city.LISTS))
    classes = {f"{10_010 + 10 * place}": title for place, (title, _, _) in enumerate(titles)}
    home = {code: department for code, (_, _, department) in zip(classes, titles, strict=True)}
    listings = [
        Listing(f"{code}-{place % seasons + 1:02}", code, chance.choice(RULES), "adopted", size, TWO_PARTS, "cbt",
                duration_months=chance.choice((12, 24, 36)), spoilt=chance.choice((0, 0, 1)))
        for place, (code, size) in enumerate(zip(classes, sizes, strict=True))
    ]  # fmt: skip
    drawn = [_season(chance, listings[place::seasons], home) for place in range(seasons)]
    positions = {code: {department: POSITIONS_EACH * SENDINGS_EACH} for code, department in home.items()}
    years = 2 + (seasons * sum(SEASON_DAYS)) // 365
    return Plan(
        size,
        {**city.DEPARTMENTS, **DEPARTMENTS},
        {**city.JOB_CLASSES, **classes},
        {**city.POSITIONS, **positions},
        drawn,
        calendar_years=years + 1,
    )


def _titles(seasons: int) -> list[tuple[str, int, str]]:
    """Titles, how many stand on their lists in New York City, and the department: four a season, the longest first."""
    rows: list[tuple[str, int, str]] = [tuple(row) for row in json.loads(_FILE.read_text(encoding="utf-8"))]
    return rows[: 4 * seasons]


_FILE = Path(__file__).with_name("titles.json")


def _sizes(weights: Sequence[int], people: int) -> list[int]:
    """So many people shared out by weight, none of the lists too short to certify."""
    whole = sum(weights)
    sizes = [max(LEAST_PEOPLE, weight * people // whole) for weight in weights]
    sizes[0] = max(LEAST_PEOPLE, sizes[0] + people - sum(sizes))
    return sizes


def _season(chance: random.Random, listings: Sequence[Listing], home: Mapping[str, str]) -> Season:
    cancelled = listings[-1].code if len(listings) > 1 and chance.random() < 0.3 else None
    adopted = [one for one in listings if one.code != cancelled]
    errands = [
        _errand(chance, one, home[one.job_class], place)
        for one in adopted
        for place in range(chance.randint(1, SENDINGS_EACH))
    ]
    longest, shortest = adopted[0], adopted[-1]
    objection = Objection(longest.code, chance.randint(8, 30), *chance.choice(GROUNDS))
    changed = StatusChange(longest.code, chance.randint(31, 40), "deactivate", "undeliverable")
    notes = [
        Note(longest.code, "exam", chance.choice(SAID)),
        Note(longest.code, "cert", chance.choice(SAID_OF_SOMEBODY), chance.randint(1, 20)),
        Note(longest.code, "cert", chance.choice(SAID_OF_SOMEBODY), chance.randint(1, 20), on_person=True),
    ]
    exhausted = shortest.code if shortest is not longest and chance.random() < 0.4 else None
    return Season(tuple(listings), cancelled, [objection], errands, changed, notes, exhausted)


def _errand(chance: random.Random, listing: Listing, department: str, place: int) -> Errand:
    count = chance.randint(1, MOST_POSITIONS)
    first = place * POSITIONS_EACH + 1
    asked = chance.randint(count + 1, count + 5)
    return Errand(
        listing.code,
        [f"{listing.job_class}-{department}-{number:02d}" for number in range(first, first + count)],
        _draw(chance, ANSWERS, asked),
        _draw(chance, OFFERS, count),
        _draw(chance, ENDINGS, asked),
        end=chance.choices(("close", "cancel", ""), (8, 1, 2))[0],
        is_undone=chance.random() < 0.1,
        is_asked=chance.random() < 0.3,
    )


def _draw(chance: random.Random, weights: Mapping[str, int], times: int) -> list[str]:
    return chance.choices(list(weights), list(weights.values()), k=times)


SIZES: Mapping[str, Plan] = {
    "small": SMALL,
    "city": long_plan("city", people=20_100, seasons=11, seed="2026"),
}
