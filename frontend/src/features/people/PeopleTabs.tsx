import { t } from "@lingui/core/macro";

import { PlaceTabs } from "../../components/PlaceTabs";
import { useCan } from "../accounts/session";

export function PeopleTabs({ active }: { active: "people" | "duplicates" }) {
  const mayReview = useCan("people:file");
  if (!mayReview) return null;
  return (
    <PlaceTabs
      label={t`People`}
      places={[
        { to: "/people", label: t`Everybody`, isActive: active === "people" },
        { to: "/people/duplicates", label: t`Possible duplicates`, isActive: active === "duplicates" },
      ]}
    />
  );
}
