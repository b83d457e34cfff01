import { t } from "@lingui/core/macro";

import { useSession } from "../../features/accounts/session";
import { useNow } from "../time/now";
import { showInstant, useZone } from "../time/zone";

/** Stands on paper only: whose it is, and as of when. */
export function PrintedHead() {
  const { agency } = useSession();
  const at = showInstant(useNow(), useZone(), new Date(0));
  return <p className="print-only">{t`${agency.name} · Eligo · as of ${at}`}</p>;
}
