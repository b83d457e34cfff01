"""Worked examples of the San Francisco pack: outcomes written by hand, under the pack's own policies.

Candidates are named A, B, C, ... from the top of the list; `_people` only saves writing them out.
"""

from collections.abc import Mapping, Sequence

Case = Mapping[str, object]


def _people(*scores: int | str, **changes: Mapping[str, object]) -> list[dict[str, object]]:
    """Return candidates A, B, C, ... with these scores, and what is further known of some of them."""
    names = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return [{"id": name, "score": score, **changes.get(name, {})} for name, score in zip(names, scores, strict=False)]


def _step(
    event: str,
    expected: Mapping[str, object],
    changes: Sequence[Mapping[str, object]] = (),
    flags: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """Return one step of an example."""
    return {"event": event, "changes": list(changes), "expected": expected, "flags": flags or {}}


R3_CASES: Sequence[Case] = (
    {
        "id": "SF-R3-1",
        "title": "One position: three scores, ties inside and at the last score all in",
        "vacancies": 1,
        "candidates": _people(985, 985, 970, 955, 955, 940),
        "steps": [
            _step(
                "certify",
                {"reachable": ["A", "B", "C", "D", "E"], "alternate": ["F"]},
                flags={"reachable_ranks": 3, "names_reachable": 5, "short_certification": False},
            )
        ],
    },
    {
        "id": "SF-R3-2",
        "title": "Everyone at a score waives or stays silent: the next score opens; one who remains keeps it shut",
        "vacancies": 1,
        "candidates": _people(985, 970, 970, 955, 940, 925),
        "steps": [
            _step("certify", {"reachable": ["A", "B", "C", "D"], "alternate": ["E", "F"]}),
            _step(
                "B waives, C remains",
                {"reachable": ["A", "C", "D"], "alternate": ["E", "F"], "unavailable": ["B"]},
                [{"id": "B", "referral_status": "waived"}],
                {"supplementary_certification": []},
            ),
            _step(
                "C does not answer by the deadline",
                {"reachable": ["A", "D", "E"], "alternate": ["F"], "unavailable": ["B", "C"]},
                [{"id": "C", "referral_status": "no_response"}],
                {"supplementary_certification": ["E"]},
            ),
        ],
    },
    {
        "id": "SF-R3-3",
        "title": "Two positions, a hire: position and score stay counted, nobody falls back",
        "vacancies": 2,
        "candidates": _people(990, 990, 980, 970, 960, 950),
        "steps": [
            _step("certify", {"reachable": ["A", "B", "C", "D", "E"], "alternate": ["F"]}),
            _step(
                "A is hired",
                {"hired": ["A"], "reachable": ["B", "C", "D", "E"], "alternate": ["F"]},
                [{"id": "A", "referral_status": "hired"}],
                {"positions_left": 1, "reachable_ranks": 4},
            ),
            _step(
                "B waives: A still holds the top score",
                {"hired": ["A"], "reachable": ["C", "D", "E"], "alternate": ["F"], "unavailable": ["B"]},
                [{"id": "B", "referral_status": "waived"}],
            ),
        ],
    },
    {
        "id": "SF-R3-4",
        "title": "A waiver taken back demotes nobody; a position taken away does",
        "vacancies": 2,
        "candidates": _people(990, 980, 970, 960, 950),
        "steps": [
            _step("certify", {"reachable": ["A", "B", "C", "D"], "alternate": ["E"]}),
            _step(
                "A waives, E comes into reach",
                {"reachable": ["B", "C", "D", "E"], "unavailable": ["A"]},
                [{"id": "A", "referral_status": "waived"}],
                {"supplementary_certification": ["E"]},
            ),
            _step(
                "A's waiver is taken back",
                {"reachable": ["A", "B", "C", "D", "E"]},
                [{"id": "A", "referral_status": "pending"}],
            ),
            _step(
                "one position is taken away",
                {"reachable": ["A", "B", "C"], "alternate": ["D", "E"]},
                [{"vacancies": 1}],
            ),
        ],
    },
    {
        "id": "SF-R3-5",
        "title": "Made active again after certification: counts on new certifications only",
        "vacancies": 1,
        "candidates": _people(990, 980, 970, 960, A={"list_status": "inactive"}),
        "steps": [
            _step("certify", {"reachable": ["B", "C", "D"], "unavailable": ["A"]}),
            _step(
                "A is made active again",
                {"reachable": ["B", "C", "D"], "unavailable": ["A"]},
                [{"id": "A", "list_status": "active"}],
            ),
        ],
    },
    {
        "id": "SF-R3-6",
        "title": "Two departments share one line; who is hired by one holds the score for both",
        "referrals": [{"id": "first", "vacancies": 2}, {"id": "second", "vacancies": 1}],
        "candidates": _people(1000, 990, 980, 970, 960, 950, 940),
        "steps": [
            _step(
                "certify both: 3 + 3 - 1 = 5 ranks",
                {
                    "first": {"reachable": ["A", "B", "C", "D", "E"], "alternate": ["F", "G"]},
                    "second": {"reachable": ["A", "B", "C", "D", "E"], "alternate": ["F", "G"]},
                },
                flags={"reachable_ranks": 5},
            ),
            _step(
                "B is hired by the first",
                {
                    "first": {"hired": ["B"], "reachable": ["A", "C", "D", "E"], "alternate": ["F", "G"]},
                    "second": {"reachable": ["A", "C", "D", "E"], "alternate": ["F", "G"], "unavailable": ["B"]},
                },
                [{"id": "B", "referral_status": {"first": "hired"}}],
                {"positions_left": {"first": 1, "second": 1}},
            ),
            _step(
                "the first is closed: its positions go, the line with them",
                {"second": {"reachable": ["A", "C", "D"], "alternate": ["E", "F", "G"], "unavailable": ["B"]}},
                [{"referral": "first", "open": False}],
            ),
        ],
    },
    {
        "id": "SF-R3-7",
        "title": "Fewer than three scores: all in reach, flagged, never refused",
        "vacancies": 1,
        "candidates": _people(985, 985, 960, 950, C={"list_status": "inactive"}),
        "steps": [
            _step(
                "certify",
                {"reachable": ["A", "B", "D"], "unavailable": ["C"]},
                flags={"short_certification": True, "list_exhausted": True},
            )
        ],
    },
)

R5_CASES: Sequence[Case] = (
    {
        "id": "SF-R5-1",
        "title": "Three positions in two departments: 5 + 3 - 1 = 7 ranks for both",
        "referrals": [{"id": "first", "vacancies": 2}, {"id": "second", "vacancies": 1}],
        "candidates": _people(1000, 990, 980, 970, 960, 950, 940, 930, 920),
        "steps": [
            _step(
                "certify both",
                {"reachable": ["A", "B", "C", "D", "E", "F", "G"], "alternate": ["H", "I"]},
                flags={"reachable_ranks": 7},
            ),
            _step(
                "C opts out everywhere: the line moves down one",
                {"reachable": ["A", "B", "D", "E", "F", "G", "H"], "alternate": ["I"], "unavailable": ["C"]},
                [{"id": "C", "referral_status": {"first": "waived", "second": "waived"}}],
            ),
            _step(
                "one position is pulled: the line moves up one",
                {"reachable": ["A", "B", "D", "E", "F", "G"], "alternate": ["H", "I"], "unavailable": ["C"]},
                [{"referral": "first", "vacancies": 1}],
            ),
        ],
    },
)

R7_CASES: Sequence[Case] = (
    {
        "id": "SF-R7-1",
        "title": "Two positions: 7 + 2 - 1 = 8 ranks; a tie at the eighth is in",
        "vacancies": 2,
        "candidates": _people(990, 980, 970, 960, 950, 940, 930, 920, 920, 910),
        "steps": [
            _step(
                "certify",
                {"reachable": ["A", "B", "C", "D", "E", "F", "G", "H", "I"], "alternate": ["J"]},
                flags={"reachable_ranks": 8, "names_reachable": 9},
            )
        ],
    },
)

R10_CASES: Sequence[Case] = (
    {
        "id": "SF-R10-1",
        "title": "Six scores only: all in reach, short, the list itself not exhausted",
        "vacancies": 1,
        "candidates": _people(900, 890, 880, 870, 860, 850),
        "steps": [
            _step(
                "certify",
                {"reachable": ["A", "B", "C", "D", "E", "F"]},
                flags={"reachable_ranks": 6, "short_certification": True, "list_exhausted": False},
            )
        ],
    },
)

LIST_CASES: Sequence[Case] = (
    {
        "id": "SF-LIST-1",
        "title": "Everyone available is in reach, whatever the number of positions",
        "vacancies": 1,
        "candidates": _people(990, 850, 705, 700, C={"list_status": "under_waiver"}),
        "steps": [
            _step("certify", {"reachable": ["A", "B", "D"], "unavailable": ["C"]}),
            _step(
                "A is hired",
                {"hired": ["A"], "reachable": ["B", "D"], "unavailable": ["C"]},
                [{"id": "A", "referral_status": "hired"}],
            ),
        ],
    },
)

BAND_CASES: Sequence[Case] = (
    {
        "id": "SF-BAND-1",
        "title": "The band hangs from the top available score and slides only when that score is exhausted",
        "vacancies": 3,
        "candidates": _people(968, 960, 940, 933, 932, 920),
        "steps": [
            _step("certify", {"reachable": ["A", "B", "C", "D"], "alternate": ["E", "F"]}),
            _step(
                "C is promoted",
                {"hired": ["C"], "reachable": ["A", "B", "D"], "alternate": ["E", "F"]},
                [{"id": "C", "referral_status": "hired"}],
            ),
            _step(
                "A is promoted: the band now hangs from 960",
                {"hired": ["A", "C"], "reachable": ["B", "D", "E"], "alternate": ["F"]},
                [{"id": "A", "referral_status": "hired"}],
            ),
        ],
    },
    {
        "id": "SF-BAND-2",
        "title": "The lower edge of the band is inside",
        "vacancies": 1,
        "candidates": _people("968", "932.94", "932.93999"),
        "steps": [_step("certify", {"reachable": ["A", "B"], "alternate": ["C"]})],
    },
)
