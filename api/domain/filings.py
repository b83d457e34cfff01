"""The life cycles of what is filed with a list: imports, scorings, protests."""

from enum import StrEnum

from api.domain.moves import SYSTEM, Machine, Move


class ImportStatus(StrEnum):
    """Where an import of results is: nothing is stored before `committed`, and nothing is left after `undone`."""

    UPLOADED = "uploaded"
    PREVIEWED = "previewed"
    COMMITTING = "committing"
    COMMITTED = "committed"
    STALE = "stale"
    UNDOING = "undoing"
    UNDONE = "undone"
    DISCARDED = "discarded"


class ScoringStatus(StrEnum):
    """Where a scoring is; a preview turns stale when what it was computed from changes."""

    PREVIEWED = "previewed"
    APPLIED = "applied"
    STALE = "stale"


class ProtestStatus(StrEnum):
    """Where a protest is; it is decided once."""

    FILED = "filed"
    GRANTED = "granted"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"


_LOOK = Move("look")
_PREVIEW = Move("preview")
_DISCARD = Move("discard")
_OUTDATE = Move("outdate", by=SYSTEM)
IMPORT: Machine = {
    ImportStatus.UPLOADED: {
        ImportStatus.UPLOADED: _LOOK,
        ImportStatus.PREVIEWED: _PREVIEW,
        ImportStatus.DISCARDED: _DISCARD,
    },
    ImportStatus.PREVIEWED: {
        ImportStatus.UPLOADED: _LOOK,
        ImportStatus.PREVIEWED: _PREVIEW,
        ImportStatus.COMMITTING: Move("commit"),
        ImportStatus.STALE: _OUTDATE,
        ImportStatus.DISCARDED: _DISCARD,
    },
    ImportStatus.COMMITTING: {
        ImportStatus.COMMITTED: Move("finish", by=SYSTEM),
        ImportStatus.PREVIEWED: Move("give_up", by=SYSTEM),
        ImportStatus.STALE: _OUTDATE,
    },
    ImportStatus.COMMITTED: {ImportStatus.UNDOING: Move("undo")},
    ImportStatus.STALE: {
        ImportStatus.UPLOADED: _LOOK,
        ImportStatus.PREVIEWED: _PREVIEW,
        ImportStatus.DISCARDED: _DISCARD,
    },
    ImportStatus.UNDOING: {
        ImportStatus.UNDONE: Move("finish", by=SYSTEM),
        ImportStatus.COMMITTED: Move("give_up", by=SYSTEM),
    },
    ImportStatus.UNDONE: {},
    ImportStatus.DISCARDED: {},
}

SCORING: Machine = {
    ScoringStatus.PREVIEWED: {
        ScoringStatus.APPLIED: Move("apply"),
        ScoringStatus.STALE: Move("outdate", by=SYSTEM),
    },
    ScoringStatus.APPLIED: {},
    ScoringStatus.STALE: {},
}

_DECISIONS = {"grant": ProtestStatus.GRANTED, "deny": ProtestStatus.DENIED, "withdraw": ProtestStatus.WITHDRAWN}
PROTEST: Machine = {
    ProtestStatus.FILED: {status: Move(action, needs_reason=True) for action, status in _DECISIONS.items()},
    **{status: {} for status in _DECISIONS.values()},
}
