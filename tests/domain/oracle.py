"""A second reading of the rules, written for the tests: sets and sorting only, and nothing of the product's.

One world of people on a list and referrals drawn on it, under the unit `score`. Slow and plain on purpose.
"""

from dataclasses import dataclass, field

FREES = {"waived", "declined", "no_response", "failed_to_appear", "disqualified", "removed"}


@dataclass
class Referral:
    """One referral: what was decided on it, and every line it ever had since demotion was last allowed."""

    positions: int
    decided: dict[str, str] = field(default_factory=dict)
    freed_before_hire: set[str] = field(default_factory=set)
    lines: list[int] = field(default_factory=list)
    open: bool = True


@dataclass
class World:
    """Scores of people, who is inactive, and the referrals; `base` is N."""

    base: int
    hold: bool
    pooled: bool
    demotion: str
    scores: dict[str, int]
    referrals: dict[str, Referral]
    inactive: set[str] = field(default_factory=set)

    def hired_on(self) -> dict[str, str]:
        """Return on which referral each hired person was hired."""
        return {
            who: name for name, each in self.referrals.items() for who, what in each.decided.items() if what == "hired"
        }

    def counted_referrals(self, name: str) -> list[str]:
        """Return the referrals whose positions count on a referral."""
        return [each for each in self.referrals if each == name or (self.pooled and self.referrals[each].open)]

    def counts(self, who: str, name: str) -> bool:
        """Say whether somebody's score counts on a referral."""
        at = self.hired_on().get(who)
        if at is None:
            return who not in self.inactive and self.referrals[name].decided.get(who) not in FREES
        freed = who in self.referrals[name].freed_before_hire
        return self.hold and at in self.counted_referrals(name) and not freed

    def lines_now(self) -> dict[str, int | None]:
        """Return the lowest score in reach by the rule alone, for every referral."""
        found: dict[str, int | None] = {}
        for name in self.referrals:
            seats = 0
            for each in self.counted_referrals(name):
                filled = sum(at == each for at in self.hired_on().values())
                seats += self.referrals[each].positions - (0 if self.hold else filled)
            counted = sorted({score for who, score in self.scores.items() if self.counts(who, name)}, reverse=True)
            within = counted[: self.base + seats - 1] if seats else []
            found[name] = within[-1] if within else None
        return found

    def remember(self, where: str, positions_went: bool = False) -> None:
        """Add the present lines to each referral's memory, which the policy may empty first.

        `where` is the referral that something happened on; another one's memory is touched only when pooled.
        """
        for name, line in self.lines_now().items():
            kept = self.referrals[name].lines
            went = positions_went and (self.pooled or name == where)
            if self.demotion == "recompute" or (went and self.demotion == "positions_removed"):
                kept.clear()
            if line is not None:
                kept.append(line)

    def shown(self, name: str) -> dict[str, str]:
        """Return what everyone is shown as on a referral."""
        here, hired = self.referrals[name], self.hired_on()
        words = {}
        for who, score in self.scores.items():
            own = here.decided.get(who, "pending")
            if own in ("hired", "not_selected"):
                words[who] = own
            elif who in hired or who in self.inactive or own in FREES:
                words[who] = "unavailable"
            else:
                words[who] = "reachable" if here.lines and score >= min(here.lines) else "alternate"
        return words
