import {
  IconArrowDown,
  IconCheck,
  IconFilter,
  IconMinus,
  IconShield,
  IconSlash,
  IconStar,
  type Icon,
} from "@tabler/icons-react";

import { standingWord } from "../../i18n/words";
import { ToneBadge, type Tone } from "./ToneBadge";

const looks: Record<string, [Tone, Icon]> = {
  reachable: ["green", IconCheck],
  alternate: ["blue", IconArrowDown],
  blocked: ["amber", IconShield],
  excluded: ["slate", IconFilter],
  unavailable: ["grey", IconSlash],
  hired: ["violet", IconStar],
  not_selected: ["grey", IconMinus],
};

/** Where an eligible stands on a referral (`shown_as`). */
export function StandingBadge({ standing }: { standing: string }) {
  const [tone, icon] = looks[standing] ?? (["grey", IconMinus] as const);
  return (
    <ToneBadge tone={tone} icon={icon}>
      {standingWord(standing)}
    </ToneBadge>
  );
}
