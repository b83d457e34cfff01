import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconCalendarOff,
  IconCheck,
  IconCircleCheck,
  IconCircleDashed,
  IconClockHour4,
  IconCircleX,
  IconHandStop,
  IconPencil,
  IconPlayerPlay,
  IconStar,
  type Icon,
} from "@tabler/icons-react";

import { statusWord } from "../../i18n/words";
import { ToneBadge, type Tone } from "./ToneBadge";

const looks: Record<string, [Tone, Icon]> = {
  draft: ["grey", IconPencil],
  scored: ["grey", IconCircleDashed],
  tentative: ["amber", IconClockHour4],
  adopted: ["green", IconCircleCheck],
  certified: ["green", IconCircleCheck],
  filled: ["violet", IconStar],
  active: ["green", IconCheck],
  appointed: ["violet", IconStar],
  appointed_temporary: ["violet", IconStar],
  under_waiver: ["slate", IconHandStop],
  vacant: ["blue", IconCircleDashed],
  queued: ["grey", IconClockHour4],
  running: ["blue", IconPlayerPlay],
  waiting_retry: ["amber", IconClockHour4],
  succeeded: ["green", IconCheck],
  passed: ["green", IconCheck],
  completed: ["green", IconCheck],
  applied: ["green", IconCheck],
  previewed: ["blue", IconCircleDashed],
  uploaded: ["grey", IconCircleDashed],
  committing: ["blue", IconPlayerPlay],
  committed: ["green", IconCheck],
  undoing: ["blue", IconPlayerPlay],
  undone: ["slate", IconArrowBackUp],
  partly_failed: ["amber", IconAlertTriangle],
  stale: ["amber", IconAlertTriangle],
  failed: ["red", IconCircleX],
  removed: ["red", IconCircleX],
  expired: ["slate", IconCalendarOff],
};

/** Where a thing is in its life: a list, a referral, an eligible on the list, a position, a job. */
export function LifecycleBadge({ status, quiet = false }: { status: string; quiet?: boolean }) {
  const [tone, icon] = looks[status] ?? (["slate", IconCircleX] as const);
  return (
    <ToneBadge tone={tone} icon={icon} quiet={quiet}>
      {statusWord(status)}
    </ToneBadge>
  );
}
