"""Rule packs: merit systems as data, each with its worked examples and citations."""

from collections.abc import Mapping

from api.domain.packs import sf
from api.domain.packs.pack import Pack, RuleTemplate

PACKS: Mapping[str, Pack] = {pack.code: pack for pack in (sf.PACK,)}

__all__ = ["PACKS", "Pack", "RuleTemplate"]
