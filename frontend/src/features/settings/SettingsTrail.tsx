import { t } from "@lingui/core/macro";

import { TextLink } from "../../components/links";

/** The way back to all settings. */
export function SettingsTrail() {
  return <TextLink to="/settings">{t`Settings`}</TextLink>;
}
