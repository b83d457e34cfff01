"""The eligible list drawn and timed, with nothing loaded that a worker's process would not load."""

import datetime as dt
import resource
import time
from collections.abc import Iterator
from typing import BinaryIO
from zoneinfo import ZoneInfo

from api.documents.pdf import eligible_list
from api.documents.pdf.facts import EligibleListFacts, EligibleRow


def timed(people: int, chunks: Iterator[list[EligibleRow]], target: BinaryIO) -> None:
    """Draw the list, and write after it how long that took, how much of that on the processor, and the most memory."""
    begun, worked = time.perf_counter(), time.process_time()
    eligible_list.render(_facts(people), chunks, target)
    seconds, worked = time.perf_counter() - begun, time.process_time() - worked
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    target.write(f"\n{seconds:.4f} {worked:.4f} {most:.1f}\n".encode())


def _facts(people: int) -> EligibleListFacts:
    day = dt.date(2026, 3, 3)
    return EligibleListFacts(
        agency_name="City of Figures",
        list_code="BENCH",
        class_code="1823",
        class_title="Senior Administrative Analyst",
        specialty=None,
        exam_type=None,
        list_type="discrete",
        rule_sentence="Rule of Three Scores: 3 ranks for one position, one more for each further position.",
        posted_on=day,
        inspection_starts_on=day,
        inspection_ends_on=day,
        adopted_on=day,
        expires_on=None,
        duration_months=12,
        eligibles=people,
        status="adopted",
        tentative=False,
        prepared_at=dt.datetime(2026, 3, 10, 14, 5, tzinfo=ZoneInfo("America/Los_Angeles")),
        listed=people,
    )
