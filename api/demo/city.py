"""What the demo city consists of: departments, classes, positions, examinations, staff and what they did. Data only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from api.demo.candidates import Component, Sitting

DEPARTMENTS: Mapping[str, str] = {
    "ADM": "City Administrator",
    "DPH": "Public Health",
    "DPW": "Public Works",
    "HSA": "Human Services Agency",
    "PUC": "Public Utilities Commission",
    "REC": "Recreation and Parks",
    "SHF": "Sheriff",
}
JOB_CLASSES: Mapping[str, str] = {
    "1054": "IS Business Analyst-Principal",
    "1241": "Human Resources Analyst",
    "1404": "Clerk",
    "1823": "Senior Administrative Analyst",
    "2320": "Registered Nurse",
    "2903": "Eligibility Worker",
    "2905": "Senior Eligibility Worker",
    "5203": "Assistant Engineer",
    "7334": "Stationary Engineer",
    "8304": "Deputy Sheriff",
    "9910": "Public Service Trainee",
}
# Class -> department -> how many positions. What no referral below names stays free.
POSITIONS: Mapping[str, Mapping[str, int]] = {
    "1054": {"ADM": 2, "PUC": 2},
    "1241": {"ADM": 3, "DPH": 2},
    "1404": {"ADM": 2, "REC": 2},
    "1823": {"ADM": 3, "DPH": 5, "HSA": 3, "PUC": 5},
    "2320": {"DPH": 5},
    "2903": {"HSA": 8, "DPH": 2},
    "5203": {"DPW": 3, "PUC": 2},
    "7334": {"PUC": 3, "DPW": 2},
    "8304": {"SHF": 8},
    "9910": {"REC": 4},
}
TEMPORARY = frozenset({"2903-HSA-02", "9910-REC-04"})


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who works in the demo: `<address>@demo.example`, with the administrator's password."""

    address: str
    name: str
    role: str
    departments: Sequence[str] = ()


STAFF = (
    Staff("exam", "Inés Olavarría", "exam_analyst"),
    Staff("cert", "Tomasz Brightwater", "certification_analyst"),
    Staff("manager", "Marguerite Oyelaran", "hiring_manager", ("DPH", "HSA")),
    Staff("auditor", "Henrik Vestergaard", "auditor"),
    Staff("sync", "Keala Fontaine", "sync_operator"),
)

WRITTEN = Component("written", 100, 2)
ORAL = Component("oral", 50, 1)
TRAINING = Component("training", 20, 1)
PRACTICAL = Component("practical", 40, 1)
THREE_PARTS, TWO_PARTS = "WRITTEN-ORAL-TRAINING", "WRITTEN-PRACTICAL"


def _part(component: Component, weight: str) -> dict[str, Any]:
    least = {"max": str(component.most), "pass_fraction": "0.7", "hurdle": True}
    return {"name": component.name, "weight": weight, **least}


_REST: Mapping[str, Any] = {
    "scale": {"pass": "700", "max": "1000", "pass_fraction": "0.7"},
    "credits": [
        {"kind": "veteran", "values": {"veteran": "35", "disabled": "70"}, "not_with": ["promotive"]},
        {"kind": "promotive", "as_given": True},
    ],
    "rounding": "half_up",
}
MODELS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    THREE_PARTS: (
        "Written, oral, training and experience",
        {"components": [_part(WRITTEN, "0.4"), _part(ORAL, "0.4"), _part(TRAINING, "0.2")], "decimals": 5, **_REST},
    ),
    TWO_PARTS: (
        "Written and practical",
        {"components": [_part(WRITTEN, "0.5"), _part(PRACTICAL, "0.5")], "decimals": 2, **_REST},
    ),
}

Until = Literal["draft", "imported", "scored", "posted", "adopted"]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: its class, rule, examination, and how far it comes in life."""

    code: str
    job_class: str
    rule: str
    until: Until
    people: int
    model: str = THREE_PARTS
    exam_type: str | None = "cbt"
    list_type: str = "discrete"
    specialty: str | None = None
    duration_months: int = 12
    spoilt: int = 0

    @property
    def sitting(self) -> Sitting:
        """The examination that it comes from."""
        parts = (WRITTEN, ORAL, TRAINING) if self.model == THREE_PARTS else (WRITTEN, PRACTICAL)
        return Sitting(self.code, parts, self.people, spoilt=self.spoilt)


EARLIER = (
    Listing("1823-A", "1823", "R3", "adopted", 180, spoilt=3),
    Listing("2903-C", "2903", "R5", "adopted", 240, TWO_PARTS, "pbt", "continuous"),
    Listing("8304-P", "8304", "R10", "adopted", 120, TWO_PARTS, "police_promotive", specialty="Custody"),
    Listing("2320-M", "2320", "LIST", "adopted", 40, specialty="Medical-surgical"),
    Listing("9910-T", "9910", "R3", "adopted", 30, TWO_PARTS, duration_months=1),
    Listing("1404-X", "1404", "R3", "posted", 60, TWO_PARTS),
)
LATER = (
    Listing("7334-A", "7334", "R7", "posted", 45, TWO_PARTS, "pbt"),
    Listing("1241-A", "1241", "R3", "scored", 90),
    Listing("5203-A", "5203", "R3", "imported", 75, spoilt=2),
    Listing("1054-A", "1054", "R3", "draft", 0),
)
LISTS = (*EARLIER, *LATER)
CANCELLED = ("1404-X", "Answers were circulated before the examination; a new one is announced.")


@dataclass(frozen=True, slots=True)
class Play:
    """What happened to the next person in reach of whom nothing was decided: dispositions, one after the other."""

    dispositions: Sequence[str]


@dataclass(frozen=True, slots=True)
class Sending:
    """A referral: the list, its positions by number, and what happened on it before and after the interviews."""

    name: str
    listing: str
    positions: Sequence[str]
    note: str
    answers: Sequence[Play] = ()
    decisions: Sequence[Play] = ()
    end: tuple[str, str] | None = None  # close or cancel, with the reason
    is_asked: bool = False  # whether people in reach are asked in writing; then their answers are replies


@dataclass(frozen=True, slots=True)
class Objection:
    """A protest: by whom, counted from the end of the list; what is said; what is decided and why, if it is."""

    listing: str
    from_end: int
    kind: str
    grounds: str
    decision: Literal["grant", "deny", "withdraw"] | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A note by somebody on a list, on somebody on it (counted from the end), or on the person there."""

    listing: str
    by: str
    body: str
    from_end: int | None = None
    on_person: bool = False


def _each(*moves: str, times: int = 1) -> list[Play]:
    return [Play(moves)] * times


SENDINGS = (
    Sending(
        "analysts-health",
        "1823-A",
        ("1823-DPH-01", "1823-DPH-02"),
        "Budget office and clinics.",
        [*_each("waived"), *_each("interested", times=3)],
        [*_each("selected", "hired", times=2), *_each("not_selected")],
        ("close", "Both positions are filled."),
    ),
    Sending(
        "analysts-services",
        "1823-A",
        ("1823-HSA-01",),
        "Programme planning; hybrid schedule.",
        [*_each("no_response"), *_each("interested", "waived"), *_each("interested", times=2)],
        [*_each("selected"), *_each("interested", times=2)],
    ),
    Sending(
        "analysts-water",
        "1823-A",
        ("1823-PUC-01", "1823-PUC-02", "1823-PUC-03"),
        "Power and water enterprises.",
        [*_each("interested", times=3), *_each("waived"), *_each("no_response")],
        [*_each("selected", "hired"), *_each("interested", "failed_to_appear"), *_each("selected", "declined")],
    ),
    Sending(
        "eligibility-workers",
        "2903-C",
        ("2903-HSA-01", "2903-HSA-02", "2903-HSA-03", "2903-HSA-04"),
        "Intake at three offices, one temporary position.",
        [*_each("waived", times=2), *_each("no_response", times=2), *_each("interested", times=4)],
        [*_each("selected", "hired", times=2), *_each("selected"), *_each("not_selected", times=2)],
    ),
    Sending(
        "eligibility-clinics",
        "2903-C",
        ("2903-DPH-01",),
        "Enrolment at the clinics; bilingual work.",
        [*_each("interested", times=2)],
        is_asked=True,
    ),
    Sending(
        "deputies",
        "8304-P",
        ("8304-SHF-01", "8304-SHF-02", "8304-SHF-03", "8304-SHF-04"),
        "County jails.",
        [*_each("no_response", times=2), *_each("waived"), *_each("interested", times=5)],
        [
            *_each("selected", "hired", times=2),
            *_each("disqualified", times=2),
            *_each("removed"),
            *_each("selected", "failed_to_appear"),
        ],
    ),
    Sending(
        "nurses",
        "2320-M",
        ("2320-DPH-01", "2320-DPH-02"),
        "General hospital, night shift.",
        [*_each("interested", times=4)],
        [*_each("selected", "hired", times=2), *_each("not_selected", times=4)],
        ("close", "Both positions are filled."),
    ),
    Sending(
        "nurses-withdrawn",
        "2320-M",
        ("2320-DPH-03",),
        "Funding to be confirmed.",
        end=("cancel", "The requisition was cancelled."),
    ),
    Sending(
        "trainees",
        "9910-T",
        ("9910-REC-01",),
        "Summer programme.",
        [*_each("no_response"), *_each("waived")],
        [],
        ("close", "Nobody was selected; the programme ended."),
    ),
)
# Referral and the reason for which its last hire was undone.
RESCINDED = ("deputies", "did_not_report")
REASONS: Mapping[str, str] = {
    "waived": "location",
    "no_response": "no_answer",
    "declined": "accepted_elsewhere",
    "failed_to_appear": "did_not_appear",
    "disqualified": "failed_background",
    "removed": "failed_requirement",
    "not_selected": "better_qualified",
}


@dataclass(frozen=True, slots=True)
class StatusChange:
    """Somebody's status on a list changed: who, counted from the end of the list; the action; the reason code."""

    listing: str
    from_end: int
    action: str
    reason: str
    fields: Mapping[str, Any] = field(default_factory=dict)


PROTESTS = (
    Objection("1823-A", 20, "own_rating", "Two years as an acting analyst were not counted as experience.", "deny",
              "The announcement counts permanent appointments only."),
    Objection("2903-C", 30, "clerical", "A page of the answer sheet was scanned upside down.", "grant",
              "The sheet was read again by hand."),
    Objection("8304-P", 15, "rating_key", "Question 41 has two right answers.", "withdraw",
              "The protester has seen the key."),
)  # fmt: skip
# During the inspection of this month: nobody has decided it yet.
LAST_PROTEST = Objection("7334-A", 9, "own_rating", "The practical part was graded for another class of boiler.")
NOTES = (
    Note("1823-A", "exam", "Proctors’ reports are in the paper file; room 410 began ten minutes late."),
    Note("1823-A", "cert", "Asked to be called after 5 p.m. only.", from_end=3),
    Note("2903-C", "cert", "Returned mail twice; telephone number is good.", from_end=7, on_person=True),
    Note("8304-P", "exam", "Physical agility results are kept by the Sheriff’s Office."),
)
MANY = StatusChange("2903-C", 40, "deactivate", "undeliverable"), 6


STATUS_CHANGES = (
    StatusChange("1823-A", 3, "waive", "temporary_waiver"),
    StatusChange("1823-A", 5, "deactivate", "no_response"),
    StatusChange("2903-C", 4, "remove", "false_statement"),
    StatusChange("2903-C", 7, "deactivate", "undeliverable"),
    StatusChange("2903-C", 7, "activate", "own_request"),
    StatusChange("8304-P", 2, "waive", "own_request"),
)
# Days by which the demo clock moves: to adoption, to the answers, to the decisions, to the closings, to today.
DAYS = TO_ADOPTION, TO_ANSWERS, TO_DECISIONS, TO_CLOSINGS, TO_TODAY = 7, 6, 8, 5, 20
