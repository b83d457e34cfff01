"""The shape of a rule pack: what one merit system brings along as data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.domain.certification_rule import CertificationRule


@dataclass(frozen=True, slots=True)
class RuleTemplate:
    """A certification rule to start from: JSON parameters with every policy named, the law, and worked examples.

    The examples have the shape of `examples` in an examples file.
    """

    code: str
    title: str
    citation: str
    parameters: Mapping[str, object]
    examples: Sequence[Mapping[str, object]]

    def rule(self) -> CertificationRule:
        """Return the rule that the parameters describe."""
        return CertificationRule.parse(self.parameters)

    def document(self) -> dict[str, object]:
        """Return the examples as a document that `worked_examples.check` plays."""
        return {"examples": list(self.examples)}


@dataclass(frozen=True, slots=True)
class Pack:
    """One merit system: its certification rules, scoring defaults and periods.

    `policies` stand where a rule of the agency is silent; `scoring` is the JSON form of a scoring model without its
    components; `settings` are the periods and publication choices of the agency.
    """

    code: str
    title: str
    rules: Sequence[RuleTemplate]
    policies: Mapping[str, object]
    scoring: Mapping[str, object]
    settings: Mapping[str, object]

    def rule(self, code: str) -> RuleTemplate:
        """Return a rule of the pack by its code."""
        return next(each for each in self.rules if each.code == code)
