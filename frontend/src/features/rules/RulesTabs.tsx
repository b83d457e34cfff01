import { t } from "@lingui/core/macro";

import { PlaceTabs } from "../../components/PlaceTabs";

export function RulesTabs({ active }: { active: "rules" | "models" | "bands" }) {
  return (
    <PlaceTabs
      label={t`Rules`}
      places={[
        { to: "/rules", label: t`Certification rules`, isActive: active === "rules" },
        { to: "/scoring-models", label: t`Scoring models`, isActive: active === "models" },
        { to: "/banding-models", label: t`Banding models`, isActive: active === "bands" },
      ]}
    />
  );
}
