import { t } from "@lingui/core/macro";
import { Text } from "@mantine/core";

import type { AccountLink } from "../../api/types";
import { ShownOnce } from "../../components/ShownOnce";
import { Instant } from "../../components/time/Instant";

/** The link that was just made, to be passed on. */
export function LinkShown({ link }: { link: AccountLink }) {
  return (
    <>
      <ShownOnce label={t`Link`} value={link.path && `${window.location.origin}${link.path}`}>
        {link.kind === "invitation"
          ? t`Pass this link to ${link.user.name} (${link.user.email}).`
          : t`With this link ${link.user.name} sets a new password.`}
      </ShownOnce>
      <Text c="dimmed">
        {t`It works once, until`} <Instant at={link.expires_at} />. {t`A link made before it works no longer.`}
      </Text>
    </>
  );
}
