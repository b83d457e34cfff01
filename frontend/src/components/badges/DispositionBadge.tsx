import {
  IconBan,
  IconCircleCheck,
  IconClockOff,
  IconClockHour4,
  IconHandStop,
  IconMinus,
  IconStar,
  IconThumbUp,
  IconUserOff,
  type Icon,
} from "@tabler/icons-react";

import { dispositionWord } from "../../i18n/words";
import { ToneBadge, type Tone } from "./ToneBadge";

const looks: Record<string, [Tone, Icon]> = {
  pending: ["grey", IconClockHour4],
  interested: ["green", IconThumbUp],
  selected: ["violet", IconCircleCheck],
  hired: ["violet", IconStar],
  waived: ["slate", IconHandStop],
  declined: ["slate", IconHandStop],
  no_response: ["slate", IconClockOff],
  failed_to_appear: ["slate", IconUserOff],
  disqualified: ["red", IconBan],
  removed: ["red", IconBan],
  not_selected: ["grey", IconMinus],
};

/** What a person decided about an eligible on this referral. */
export function DispositionBadge({ disposition }: { disposition: string }) {
  const [tone, icon] = looks[disposition] ?? (["grey", IconMinus] as const);
  return (
    <ToneBadge tone={tone} icon={icon} quiet>
      {dispositionWord(disposition)}
    </ToneBadge>
  );
}
