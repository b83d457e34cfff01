"""Every state machine of the domain, one mapping each: from a state, to a state, by which move.

The machines of eligibles, dispositions and referrals are those of the status model that accompanies the worked
examples; what goes beyond it is what an order or an appeal must be able to do.
"""

from collections.abc import Mapping
from enum import StrEnum

from api.domain.errors import IllegalTransition, RuleViolation
from api.domain.filings import IMPORT, PROTEST, SCORING
from api.domain.moves import SYSTEM, Machine, Move


class ListStatus(StrEnum):
    """Where an eligible list is in its life."""

    DRAFT = "draft"
    SCORED = "scored"
    TENTATIVE = "tentative"
    ADOPTED = "adopted"
    EXPIRED = "expired"
    EXHAUSTED = "exhausted"
    CANCELLED = "cancelled"


class EligibleStatus(StrEnum):
    """Where an eligible is on the list, whatever the referrals."""

    TENTATIVE = "tentative"
    ACTIVE = "active"
    INACTIVE = "inactive"
    UNDER_WAIVER = "under_waiver"
    APPOINTED = "appointed"
    APPOINTED_TEMPORARY = "appointed_temporary"
    REMOVED = "removed"
    EXPIRED = "expired"
    MERGED_OUT = "merged_out"


class Disposition(StrEnum):
    """What was decided about an eligible on one referral."""

    PENDING = "pending"
    INTERESTED = "interested"
    SELECTED = "selected"
    HIRED = "hired"
    NOT_SELECTED = "not_selected"
    WAIVED = "waived"
    DECLINED = "declined"
    NO_RESPONSE = "no_response"
    FAILED_TO_APPEAR = "failed_to_appear"
    DISQUALIFIED = "disqualified"
    REMOVED = "removed"
    HIRED_ELSEWHERE = "hired_elsewhere"
    NOT_CONSIDERED = "not_considered"


class ReferralStatus(StrEnum):
    """Where a referral is in its life."""

    DRAFT = "draft"
    CERTIFIED = "certified"
    FILLED = "filled"
    CLOSED_UNFILLED = "closed_unfilled"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class JobStatus(StrEnum):
    """Where a piece of background work is."""

    QUEUED = "queued"
    RUNNING = "running"
    WAITING_RETRY = "waiting_retry"
    SUCCEEDED = "succeeded"
    PARTLY_FAILED = "partly_failed"
    FAILED = "failed"
    CANCELLED = "cancelled"


IN_POOL = frozenset({EligibleStatus.ACTIVE, EligibleStatus.APPOINTED_TEMPORARY})
# Holding a place on the list: the statuses of which one person has one on a list, under whatever records.
PLACED = frozenset(
    {
        EligibleStatus.ACTIVE,
        EligibleStatus.INACTIVE,
        EligibleStatus.UNDER_WAIVER,
        EligibleStatus.APPOINTED,
        EligibleStatus.APPOINTED_TEMPORARY,
    }
)
FREES_RANK = frozenset(
    {
        Disposition.WAIVED,
        Disposition.DECLINED,
        Disposition.NO_RESPONSE,
        Disposition.FAILED_TO_APPEAR,
        Disposition.DISQUALIFIED,
        Disposition.REMOVED,
        Disposition.HIRED_ELSEWHERE,
    }
)
KEEPS_RANK = frozenset(
    {
        Disposition.PENDING,
        Disposition.INTERESTED,
        Disposition.SELECTED,
        Disposition.NOT_SELECTED,
        Disposition.HIRED,
    }
)
OPEN_REFERRAL = frozenset({ReferralStatus.CERTIFIED})
UNFINISHED_JOB = frozenset({JobStatus.QUEUED, JobStatus.RUNNING, JobStatus.WAITING_RETRY})

_CANCEL = Move("cancel", needs_reason=True)

ELIGIBLE_LIST: Machine = {
    ListStatus.DRAFT: {ListStatus.SCORED: Move("score"), ListStatus.CANCELLED: _CANCEL},
    ListStatus.SCORED: {
        ListStatus.DRAFT: Move("reopen", needs_reason=True),
        ListStatus.SCORED: Move("score"),
        ListStatus.TENTATIVE: Move("post"),
        ListStatus.CANCELLED: _CANCEL,
    },
    ListStatus.TENTATIVE: {
        ListStatus.SCORED: Move("withdraw", needs_reason=True),
        ListStatus.ADOPTED: Move("adopt"),
        ListStatus.CANCELLED: _CANCEL,
    },
    ListStatus.ADOPTED: {
        ListStatus.ADOPTED: Move("extend", needs_reason=True),
        ListStatus.EXPIRED: Move("expire", by=SYSTEM),
        ListStatus.EXHAUSTED: Move("exhaust", needs_reason=True),
        ListStatus.CANCELLED: _CANCEL,
    },
    ListStatus.EXPIRED: {ListStatus.ADOPTED: Move("extend", needs_reason=True), ListStatus.CANCELLED: _CANCEL},
    ListStatus.EXHAUSTED: {
        ListStatus.ADOPTED: Move("reopen", needs_reason=True),
        ListStatus.EXPIRED: Move("expire", by=SYSTEM),
        ListStatus.CANCELLED: _CANCEL,
    },
    ListStatus.CANCELLED: {},
}

_REMOVE = Move("remove", needs_reason=True)
_EXPIRE = Move("expire", by=SYSTEM)
_MERGE = Move("merge", by=SYSTEM)
_CORRECT = Move("correct", needs_reason=True)
_BEFORE_MERGE = (EligibleStatus.ACTIVE, EligibleStatus.INACTIVE, EligibleStatus.UNDER_WAIVER)  # what undoing gives back
_ACTIVATE = Move("activate", needs_reason=True)

ELIGIBLE: Machine = {
    EligibleStatus.TENTATIVE: {EligibleStatus.ACTIVE: Move("adopt", by=SYSTEM)},
    EligibleStatus.ACTIVE: {
        EligibleStatus.INACTIVE: Move("deactivate", needs_reason=True),
        EligibleStatus.UNDER_WAIVER: Move("waive", needs_reason=True),
        EligibleStatus.REMOVED: _REMOVE,
        EligibleStatus.APPOINTED: Move("hire", by=SYSTEM),
        EligibleStatus.APPOINTED_TEMPORARY: Move("hire_temporary", by=SYSTEM),
        EligibleStatus.EXPIRED: _EXPIRE,
        EligibleStatus.MERGED_OUT: _MERGE,
    },
    EligibleStatus.INACTIVE: {
        EligibleStatus.ACTIVE: _ACTIVATE,
        EligibleStatus.REMOVED: _REMOVE,
        EligibleStatus.EXPIRED: _EXPIRE,
        EligibleStatus.MERGED_OUT: _MERGE,
    },
    EligibleStatus.UNDER_WAIVER: {
        EligibleStatus.ACTIVE: _ACTIVATE,
        EligibleStatus.REMOVED: _REMOVE,
        EligibleStatus.EXPIRED: _EXPIRE,
        EligibleStatus.MERGED_OUT: _MERGE,
    },
    EligibleStatus.APPOINTED: {EligibleStatus.ACTIVE: Move("rescind", needs_reason=True)},
    EligibleStatus.APPOINTED_TEMPORARY: {
        EligibleStatus.ACTIVE: Move("rescind", needs_reason=True),
        EligibleStatus.APPOINTED: Move("hire", by=SYSTEM),
        EligibleStatus.REMOVED: _REMOVE,
        EligibleStatus.EXPIRED: _EXPIRE,
    },
    EligibleStatus.REMOVED: {EligibleStatus.ACTIVE: Move("restore", needs_reason=True)},
    EligibleStatus.EXPIRED: {EligibleStatus.ACTIVE: Move("extend", needs_reason=True)},
    EligibleStatus.MERGED_OUT: dict.fromkeys(_BEFORE_MERGE, _CORRECT),
}

_RECORD = Move("record")
_RETURN = Move("return", needs_reason=True)
_ELSEWHERE = Move("hire_elsewhere", by=SYSTEM)
_CLOSE = Move("close", by=SYSTEM)
_RESUME = Move("resume", by=SYSTEM)

DISPOSITION: Machine = {
    Disposition.PENDING: {
        Disposition.INTERESTED: _RECORD,
        Disposition.WAIVED: _RECORD,
        Disposition.NO_RESPONSE: _RECORD,
        Disposition.SELECTED: _RECORD,
        Disposition.NOT_SELECTED: _RECORD,
        Disposition.DISQUALIFIED: _RECORD,
        Disposition.REMOVED: _RECORD,
        Disposition.HIRED_ELSEWHERE: _ELSEWHERE,
        Disposition.NOT_CONSIDERED: _CLOSE,
    },
    Disposition.INTERESTED: {
        Disposition.SELECTED: _RECORD,
        Disposition.NOT_SELECTED: _RECORD,
        Disposition.WAIVED: _RECORD,
        Disposition.FAILED_TO_APPEAR: _RECORD,
        Disposition.DISQUALIFIED: _RECORD,
        Disposition.REMOVED: _RECORD,
        Disposition.HIRED_ELSEWHERE: _ELSEWHERE,
        Disposition.NOT_CONSIDERED: _CLOSE,
    },
    Disposition.SELECTED: {
        Disposition.HIRED: _RECORD,
        Disposition.DECLINED: _RECORD,
        Disposition.NOT_SELECTED: _RECORD,
        Disposition.FAILED_TO_APPEAR: _RECORD,
        Disposition.DISQUALIFIED: _RECORD,
        Disposition.HIRED_ELSEWHERE: _ELSEWHERE,
        Disposition.NOT_CONSIDERED: _CLOSE,
    },
    Disposition.HIRED: {Disposition.SELECTED: Move("rescind", needs_reason=True)},
    Disposition.NOT_SELECTED: {Disposition.INTERESTED: _RETURN, Disposition.SELECTED: _RETURN},
    Disposition.WAIVED: {Disposition.PENDING: _RETURN, Disposition.HIRED_ELSEWHERE: _ELSEWHERE},
    Disposition.NO_RESPONSE: {Disposition.INTERESTED: _RETURN, Disposition.HIRED_ELSEWHERE: _ELSEWHERE},
    Disposition.FAILED_TO_APPEAR: {Disposition.INTERESTED: _RETURN, Disposition.HIRED_ELSEWHERE: _ELSEWHERE},
    Disposition.DECLINED: {
        Disposition.INTERESTED: Move("return", needs_reason=True, by="certification_analyst"),
        Disposition.HIRED_ELSEWHERE: _ELSEWHERE,
    },
    Disposition.DISQUALIFIED: {
        Disposition.PENDING: Move("return", needs_reason=True, by="appeal"),
        Disposition.HIRED_ELSEWHERE: _ELSEWHERE,
    },
    Disposition.REMOVED: {Disposition.PENDING: _RETURN, Disposition.HIRED_ELSEWHERE: _ELSEWHERE},
    # When the hire elsewhere is rescinded, or the referral reopened, what stood before comes back.
    Disposition.HIRED_ELSEWHERE: {
        Disposition.PENDING: _RESUME,
        Disposition.INTERESTED: _RESUME,
        Disposition.SELECTED: _RESUME,
        Disposition.WAIVED: _RESUME,
        Disposition.NO_RESPONSE: _RESUME,
        Disposition.FAILED_TO_APPEAR: _RESUME,
        Disposition.DECLINED: _RESUME,
        Disposition.DISQUALIFIED: _RESUME,
        Disposition.REMOVED: _RESUME,
    },
    Disposition.NOT_CONSIDERED: {
        Disposition.PENDING: _RESUME,
        Disposition.INTERESTED: _RESUME,
        Disposition.SELECTED: _RESUME,
    },
}

_REOPEN = Move("reopen", needs_reason=True)

REFERRAL: Machine = {
    ReferralStatus.DRAFT: {ReferralStatus.CERTIFIED: Move("certify"), ReferralStatus.CANCELLED: _CANCEL},
    ReferralStatus.CERTIFIED: {
        ReferralStatus.FILLED: Move("fill"),
        ReferralStatus.CLOSED_UNFILLED: Move("close"),
        ReferralStatus.CANCELLED: _CANCEL,
        ReferralStatus.EXPIRED: _EXPIRE,
    },
    ReferralStatus.FILLED: {ReferralStatus.CERTIFIED: _REOPEN},
    ReferralStatus.CLOSED_UNFILLED: {ReferralStatus.CERTIFIED: _REOPEN},
    ReferralStatus.EXPIRED: {ReferralStatus.CERTIFIED: _REOPEN},
    ReferralStatus.CANCELLED: {},
}


_CANCEL_JOB = Move("cancel")
_RETRY = Move("retry")
_RUN = Move("run", by=SYSTEM)

JOB: Machine = {
    JobStatus.QUEUED: {JobStatus.RUNNING: _RUN, JobStatus.CANCELLED: _CANCEL_JOB},
    JobStatus.RUNNING: {
        JobStatus.SUCCEEDED: Move("succeed", by=SYSTEM),
        JobStatus.PARTLY_FAILED: Move("succeed_partly", by=SYSTEM),
        JobStatus.FAILED: Move("fail", by=SYSTEM),
        JobStatus.WAITING_RETRY: Move("postpone", by=SYSTEM),
        JobStatus.QUEUED: Move("lapse", by=SYSTEM),
        JobStatus.CANCELLED: _CANCEL_JOB,
    },
    JobStatus.WAITING_RETRY: {
        JobStatus.QUEUED: _RETRY,
        JobStatus.RUNNING: _RUN,
        JobStatus.FAILED: Move("fail", by=SYSTEM),
        JobStatus.CANCELLED: _CANCEL_JOB,
    },
    JobStatus.SUCCEEDED: {},
    JobStatus.PARTLY_FAILED: {JobStatus.QUEUED: _RETRY},
    JobStatus.FAILED: {JobStatus.QUEUED: _RETRY},
    JobStatus.CANCELLED: {JobStatus.QUEUED: _RETRY},
}

MACHINES: Mapping[str, Machine] = {
    "eligible_list": ELIGIBLE_LIST,
    "eligible": ELIGIBLE,
    "disposition": DISPOSITION,
    "referral": REFERRAL,
    "import": IMPORT,
    "scoring": SCORING,
    "protest": PROTEST,
    "job": JOB,
}


def require_transition(machine: str, now: str, wanted: str, *, action: str | None = None) -> Move:
    """Return the move from one state to another, or raise IllegalTransition.

    `machine` is a key of MACHINES. With `action`, the move must be that one: so that recording a disposition cannot
    undo a hire (`rescind`) nor do what the system alone does.
    """
    moves = _moves(machine, now)
    move = moves.get(wanted)
    if move is None or (action is not None and move.action != action):
        allowed = tuple(str(state) for state, each in moves.items() if action in (None, each.action))
        raise IllegalTransition(machine, str(now), str(wanted), allowed)
    return move


def target_of(machine: str, now: str, action: str) -> str:
    """Return the state that an action leads to, or raise IllegalTransition (`to` is then the action's name)."""
    moves = _moves(machine, now)
    for state, move in moves.items():
        if move.action == action:
            return str(state)
    raise IllegalTransition(machine, str(now), action, tuple(str(state) for state in moves))


def _moves(machine: str, now: str) -> Mapping[str, Move]:
    """Return the moves from a state; an unknown machine or state is refused with `unknown_state`."""
    moves = MACHINES[machine].get(now)
    if moves is None:
        raise RuleViolation("unknown_state", machine=machine, state=now)
    return moves
