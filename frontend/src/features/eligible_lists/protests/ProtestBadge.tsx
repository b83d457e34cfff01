import { IconCheck, IconHourglass, IconMinus, IconX } from "@tabler/icons-react";
import { t } from "@lingui/core/macro";

import type { Protest } from "../../../api/types";
import { ToneBadge } from "../../../components/badges/ToneBadge";

export function ProtestBadge({ status }: { status: Protest["status"] }) {
  if (status === "granted") return <ToneBadge tone="green" icon={IconCheck}>{t`Granted`}</ToneBadge>;
  if (status === "denied") return <ToneBadge tone="slate" icon={IconX}>{t`Denied`}</ToneBadge>;
  if (status === "withdrawn") return <ToneBadge tone="grey" icon={IconMinus}>{t`Withdrawn`}</ToneBadge>;
  return <ToneBadge tone="amber" icon={IconHourglass}>{t`Undecided`}</ToneBadge>;
}
