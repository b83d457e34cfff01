"""The facts of a certification report: everything its PDF and its twins show, and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from api.documents.pdf.facts import Prepared, sentence_case, written, written_instant
from api.domain.calendars import in_words


@dataclass(frozen=True, slots=True)
class Seat:
    """A position on the referral, and who was hired to it."""

    number: str
    title: str
    department: str
    requisition_number: str | None
    employment: str
    hired: str | None
    hired_on: date | None

    @property
    def outcome(self) -> str:
        """Return who was hired and when, or that nobody was."""
        if self.hired is None:
            return "Vacant"
        return self.hired if self.hired_on is None else f"{self.hired}, {written(self.hired_on)}"

    @property
    def cells(self) -> tuple[str, ...]:
        """Return the seat as a row of the table of positions."""
        requisition = self.requisition_number or "—"
        return self.number, self.title, self.department, requisition, sentence_case(self.employment), self.outcome


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom the referral reached, where they stand now, what was decided, when and why.

    No rank: a new score took them off the list; `score` is the one before it.
    """

    rank: int | None
    score: str
    name: str
    standing: str
    disposition: str
    decided_on: date | None
    reason: str | None

    @property
    def cells(self) -> tuple[str, ...]:
        """Return the person as a row of the table of people."""
        decided = "—" if self.decided_on is None else in_words(self.decided_on)
        words = sentence_case(self.standing), sentence_case(self.disposition), decided, self.reason or "—"
        rank = "—" if self.rank is None else str(self.rank)
        return rank, self.score, self.name, *words


@dataclass(frozen=True, kw_only=True)
class CertificationFacts(Prepared):
    """One referral at the instant its report was prepared; instants are in the agency's zone. Ranks ascend.

    Raises ValueError when they do not.
    """

    number: str
    status: str
    list_code: str
    class_code: str
    class_title: str
    certified_at: datetime
    report_back_on: date | None
    closed_at: datetime | None
    closed_reason: str | None
    rule_title: str
    rule_version: int
    rule_sentence: str
    citation: str
    selective_criteria: tuple[str, ...]
    ranks_in_reach: int
    names_in_reach: int
    line_rank: int | None
    line_score: str | None
    seats: tuple[Seat, ...]
    people: tuple[Person, ...]
    digest: str
    certificates: int

    def __post_init__(self) -> None:
        """Refuse facts that no report could state."""
        super().__post_init__()
        if any(above > below for above, below in pairwise(one.rank for one in self.people if one.rank is not None)):
            raise ValueError("ranks must ascend")

    @property
    def title(self) -> str:
        """Return the document's title."""
        return f"Certification Report {self.number}"

    @property
    def class_line(self) -> str:
        """Return the job class by code and title."""
        return f"{self.class_code} {self.class_title}"

    @property
    def notice(self) -> str | None:
        """Return the sentence that says the referral is not at its end, or None for one that is."""
        if self.status != "certified":
            return None
        return "This referral is open. Standings and decisions are those at the time below and may still change."

    def particulars(self) -> Iterator[tuple[str, str]]:
        """Yield label and value of the header block, in its fixed order."""
        yield "Referral", self.number
        yield "Status", sentence_case(self.status)
        yield "Eligible list", self.list_code
        yield "Class", self.class_line
        yield "Certified", written_instant(self.certified_at)
        if self.report_back_on:
            yield "Report back by", written(self.report_back_on)
        if self.closed_at:
            yield "Closed", written_instant(self.closed_at)
        if self.closed_reason:
            yield "Reason of closing", self.closed_reason
        yield "Positions", str(len(self.seats))
        yield "Positions filled", str(sum(seat.hired is not None for seat in self.seats))
        yield "Ranks in reach", f"{self.ranks_in_reach:,}"
        yield "People who may be appointed", f"{self.names_in_reach:,}"
        if self.line_rank is not None:
            yield "The reach ends at", f"rank {self.line_rank:,}, score {self.line_score}"
        yield "Certification rule", f"{self.rule_sentence} ({self.rule_title}, version {self.rule_version})"
        yield "Citation", self.citation
        if self.selective_criteria:
            yield "Selective certification", ", ".join(map(sentence_case, self.selective_criteria))
        yield "Certificates issued", str(self.certificates)
        yield "Digest of the last certificate (SHA-256)", self.digest


SEAT_HEADS = ("Number", "Title", "Department", "Requisition", "Employment", "Hired")
PERSON_HEADS = ("Rank", "Final Score", "Name", "Standing", "Decision", "Decided", "Reason")
