import { t } from "@lingui/core/macro";

import { plain } from "../../i18n/words";

const words: Record<string, () => string> = {
  unit: () => t`Counts`,
  base: () => t`Base`,
  per_extra_vacancy: () => t`More for each further position`,
  fraction: () => t`Share of the list`,
  band_width: () => t`Width of the band`,
  cutoff: () => t`Lowest score`,
  pooling: () => t`Positions are pooled by`,
  window_after_hire: () => t`After a hire`,
  demotion: () => t`The line moves up`,
  late_entry: () => t`Late entries count on`,
  supplementary: () => t`Further ranks are certified`,
  tie_at_cut: () => t`Ties at the line`,
  min_names: () => t`At least so many names`,
};

const shown = (value: unknown): string => {
  if (typeof value === "string") return /^[a-z_]+$/.test(value) ? plain(value).toLowerCase() : value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return JSON.stringify(value);
};

/** The parameters that are set, in words: those that count first, then the policies. */
export function chipsOf(parameters: Record<string, unknown>): { name: string; label: string; value: string }[] {
  const order = Object.keys(words);
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return Object.entries(parameters)
    .filter(([, value]) => value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0))
    .sort(([a], [b]) => place(a) - place(b))
    .map(([name, value]) => ({ name, label: words[name]?.() ?? plain(name), value: shown(value) }));
}
