"""The facts of papers about a list: everything a PDF and its twins show, and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

# Not the process's locale: the document is in English wherever it is made.
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_NOT_YET = "Not yet"


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """What every paper says of its making; `prepared_at` is in the agency's zone.

    Raises ValueError when `prepared_at` has no zone.
    """

    agency_name: str
    prepared_at: datetime
    language: str = "en-US"

    def __post_init__(self) -> None:
        """Refuse facts that no paper could state."""
        if self.prepared_at.utcoffset() is None:
            raise ValueError("prepared_at needs a zone")

    @property
    def prepared(self) -> str:
        """Return when the paper was prepared, with the zone's name and its distance from UTC."""
        return written_instant(self.prepared_at)


@dataclass(frozen=True, kw_only=True)
class ListFacts(Prepared):
    """One eligible list at the instant a paper of it was prepared. Dates are the agency's civil dates."""

    list_code: str
    class_code: str
    class_title: str
    specialty: str | None
    exam_type: str | None
    list_type: str
    rule_sentence: str
    posted_on: date | None
    inspection_starts_on: date | None
    inspection_ends_on: date | None
    adopted_on: date | None
    expires_on: date | None
    duration_months: int | None
    eligibles: int
    status: str
    tentative: bool

    @property
    def class_line(self) -> str:
        """Return the job class by code and title."""
        return f"{self.class_code} {self.class_title}"

    @property
    def notice(self) -> str | None:
        """Return the sentence that says a list is not final, or None for one that is."""
        if not self.tentative:
            return None
        until = f" until {written(self.inspection_ends_on)}" if self.inspection_ends_on else ""
        return f"Tentative list, open for inspection and protest{until}. It may still change."

    def particulars(self) -> Iterator[tuple[str, str]]:
        """Yield label and value of the header block, in its fixed order; what the list does not have is left away."""
        yield "List code", self.list_code
        yield "Class", self.class_line
        if self.specialty:
            yield "Specialty", self.specialty
        if self.exam_type:
            yield "Examination type", self.exam_type
        yield "List type", sentence_case(self.list_type)
        yield "Status", sentence_case(self.status)
        yield "Posted", _written_or_not_yet(self.posted_on)
        if self.inspection_starts_on and self.inspection_ends_on:
            yield "Inspection period", f"{written(self.inspection_starts_on)} to {written(self.inspection_ends_on)}"
        yield "Adopted", _written_or_not_yet(self.adopted_on)
        if self.duration_months is not None:
            yield "Duration", "1 month" if self.duration_months == 1 else f"{self.duration_months} months"
        if self.expires_on:
            yield "Expires", written(self.expires_on)
        yield "Number of eligibles", f"{self.eligibles:,}"
        yield "Certification rule", self.rule_sentence


@dataclass(frozen=True, slots=True)
class ScoreReportRow:
    """One rank: its final score as decimal text and how many eligibles share it."""

    rank: int
    score: str
    eligibles: int


@dataclass(frozen=True, kw_only=True)
class ScoreReportFacts(ListFacts):
    """A list as the public may read it: no names. Ranks ascend, else ValueError."""

    appeal_text: str
    rows: tuple[ScoreReportRow, ...]

    def __post_init__(self) -> None:
        """Refuse facts that no report could state."""
        super().__post_init__()
        if any(above.rank >= below.rank for above, below in pairwise(self.rows)):
            raise ValueError("ranks must ascend")

    @property
    def title(self) -> str:
        """Return the document's title."""
        return f"Score Report for Eligible List {self.list_code}"


@dataclass(frozen=True, kw_only=True)
class EligibleListFacts(ListFacts):
    """A list with names; its rows (`EligibleRow`) come as a stream beside it. `listed` is how many there are."""

    listed: int

    @property
    def title(self) -> str:
        """Return the document's title."""
        return f"Eligible List {self.list_code}"

    def particulars(self) -> Iterator[tuple[str, str]]:
        """Yield label and value of the header block; where not everybody is listed, how many are, and who is not."""
        for label, value in super().particulars():
            yield label, value
            if label == "Number of eligibles" and self.listed != self.eligibles:
                yield "Listed here", f"{self.listed} who are available; {self.eligibles - self.listed} are not"


# Rank, final score as decimal text, last name, first and middle name.
EligibleRow = tuple[int, str, str, str]
HEADS = ("Rank", "Final Score", "Number of Eligibles at this Rank")
ELIGIBLE_HEADS = ("Rank", "Final Score", "Last Name", "First Name")


def written(day: date) -> str:
    """Return a civil date as an American reader writes it, such as March 3, 2026."""
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def written_instant(at: datetime) -> str:
    """Return an instant as an American reader writes it, with the zone's name and its distance from UTC."""
    hour = at.hour % 12 or 12
    half = "a.m." if at.hour < 12 else "p.m."
    offset = _offset(at.utcoffset() or timedelta())
    name = at.tzname() or ""
    zone = offset if not name or name.startswith("UTC") else f"{name} ({offset})"
    return f"{written(at.date())}, {hour}:{at.minute:02} {half} {zone}"


def _written_or_not_yet(day: date | None) -> str:
    return written(day) if day else _NOT_YET


def sentence_case(code: str) -> str:
    """Return a code as words."""
    text = code.replace("_", " ")
    return text[:1].upper() + text[1:]


def _offset(offset: timedelta) -> str:
    minutes = int(offset.total_seconds()) // 60
    sign, minutes = ("-" if minutes < 0 else "+"), abs(minutes)
    return f"UTC{sign}{minutes // 60:02}:{minutes % 60:02}" if minutes else "UTC"
