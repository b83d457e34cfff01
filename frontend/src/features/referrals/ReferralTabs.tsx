import { t } from "@lingui/core/macro";

import { PlaceTabs } from "../../components/PlaceTabs";

/** Referrals, and the days by which people on them are to answer. */
export function ReferralTabs({ active }: { active: "referrals" | "deadlines" }) {
  return (
    <PlaceTabs
      label={t`Referrals`}
      places={[
        { to: "/referrals", label: t`Referrals`, isActive: active === "referrals" },
        { to: "/referrals/deadlines", label: t`Answers due`, isActive: active === "deadlines" },
      ]}
    />
  );
}
