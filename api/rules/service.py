"""Certification rules: versions, worked examples, activation."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.packs import PACKS, RuleTemplate
from api.models import CertificationRule
from api.platform import ledger
from api.platform.auth import Actor
from api.platform.db import new_id
from api.platform.ledger import Subject
from api.rules import queries


async def install_pack(session: AsyncSession, actor: Actor, *, pack: str) -> None:
    """Give a new agency the rules of a merit system, active from the start, and the settings that go with them.

    `pack` is a key of PACKS; the agency's settings keep it as `pack`, beside the pack's own settings.
    """
    chosen = PACKS[pack]
    rows = [_of_template(actor, template) for template in chosen.rules]
    await queries.add_rules(session, rows)
    await queries.merge_agency_settings(session, actor.agency.id, {**chosen.settings, "pack": chosen.code})

    rules = [{"id": str(row.id), "code": row.code, "rule_version": row.rule_version} for row in rows]
    await ledger.append(
        session,
        actor,
        "rule_pack.installed",
        Subject("agency", actor.agency.id),
        {"pack": chosen.code, "certification_rules": rules},
    )


def _of_template(actor: Actor, template: RuleTemplate) -> CertificationRule:
    return CertificationRule(
        agency_id=actor.agency.id,
        id=new_id(),
        code=template.code,
        rule_version=1,
        title=template.title,
        citation=template.citation,
        parameters=template.rule().as_parameters(),
        examples=_as_json(template.examples),
        status="active",
    )


def _as_json(examples: Sequence[Any]) -> list[Any]:
    """Examples written in Python as the JSON that is stored."""
    stored: list[Any] = json.loads(json.dumps(examples, default=str))
    return stored
