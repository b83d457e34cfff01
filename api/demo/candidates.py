"""Invented candidates and their examination files. Pure: the same seed gives the same bytes."""

import csv
import io
import random
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Names that stand in many towns' registers, and the kinds that forms get wrong: accents, compounds, apostrophes,
# particles, one letter, very long. Put together at random, so that nobody in particular is meant.
FIRST = (
    "Aaliyah", "Ana Lucía", "Anh", "Aroha", "Björn", "Chiamaka", "Dmitri", "Eun-ji", "Fatima Zahra", "Giovanni",
    "Håkon", "Imani", "Jean-Baptiste", "José María", "Kateřina", "Keoni", "Léa", "Łukasz", "Mele", "Muhammad",
    "Ngozi", "Noor", "Ólafur", "Priya", "Quynh", "Rosa", "Saoirse", "Siobhán", "Sofía", "Tadashi", "Thandiwe",
    "Uğur", "Vijay", "Wren", "Xiomara", "Yusuf", "Zoë", "Alexandria-Josephine", "Bo", "Daniel",
)  # fmt: skip
LAST = (
    "Abernathy", "Achterberg", "Adeyemi-Okonkwo", "Alvarado Quiñones", "Bäckström", "Baptiste", "Castañeda",
    "D’Agostino", "de la Fuente", "Dvořák", "Eze", "Fernandes da Cunha", "Gallagher", "Greenblatt", "Hakimi",
    "Ibáñez", "Jørgensen", "Kahananui", "Kowalczyk", "Lefèvre", "MacAllister", "Mbeki", "Müller-Steinbrück",
    "Nakagawa", "Nguyễn", "O’Shaughnessy", "Öztürk", "Papadimitriou", "Quintanilla", "Raghunathan", "Santos",
    "Szczepański", "Tuiasosopo", "Underhill", "van den Heuvel", "Villaseñor", "Wójcik", "Xu", "Yamashita", "Zapata",
    "Featherstonehaugh-Cholmondeley", "Li",
)  # fmt: skip
MIDDLE = ("", "", "", "A.", "M.", "Reyes", "Thị", "Elena")


@dataclass(frozen=True, slots=True)
class Component:
    """A part of an examination: its name, the most that can be had, and the steps its raw score comes in."""

    name: str
    most: int
    step: float


@dataclass(frozen=True, slots=True)
class Sitting:
    """One examination: what was tested, how many came, and how hard it was (mean as a share of the most)."""

    code: str
    components: Sequence[Component]
    people: int
    mean: float = 0.84
    spoilt: int = 0  # rows as a tired clerk types them: refused by the import


def results_file(sitting: Sitting) -> bytes:
    """The examination's results as the CSV file that an analyst would import (UTF-8 with a byte order mark)."""
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(
        ["candidate_id", "last_name", "first_name", "middle_name", "email"]
        + [f"{one.name}_raw" for one in sitting.components]
        + ["veteran", "promotive_points", "status"]
    )
    rows.writerows(_rows(sitting))
    return "\ufeff".encode() + written.getvalue().encode()


def _rows(sitting: Sitting) -> Iterator[list[str]]:
    chance = random.Random(f"eligo:{sitting.code}")  # noqa: S311  (a seed, not a secret)
    for number in range(1, sitting.people + 1):
        first, middle, last = chance.choice(FIRST), chance.choice(MIDDLE), chance.choice(LAST)
        attendance = chance.choices(("completed", "no_show", "withdrew"), (95, 4, 1))[0]
        scores = [_raw(chance, one, sitting.mean) if attendance == "completed" else "" for one in sitting.components]
        promotive = chance.choices(("", "15", "30"), (90, 6, 4))[0]
        veteran = "none" if promotive else chance.choices(("none", "veteran", "disabled"), (88, 8, 4))[0]
        identity = f"{sitting.code.replace('-', '')}{number:04d}"
        email = f"{_plain(first)}.{_plain(last)}.{identity.lower()}@example.org"
        if number <= sitting.spoilt:
            scores = ["eighty" if number % 2 else "", *scores[1:]]
            attendance = "completed"
        yield [identity, last, first, middle, email, *scores, veteran, promotive, attendance]


def _raw(chance: random.Random, component: Component, mean: float) -> str:
    """A raw score around the mean, in the component's steps, so that people tie as they do in life."""
    drawn = min(1.0, max(0.3, chance.gauss(mean, 0.08))) * component.most
    return f"{round(drawn / component.step) * component.step:g}"


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return "".join(sign for sign in folded if sign.isalnum()) or "x"
