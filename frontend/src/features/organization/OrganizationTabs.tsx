import { t } from "@lingui/core/macro";

import { PlaceTabs } from "../../components/PlaceTabs";

/** Three small tables that belong together; each has its own address. */
export function OrganizationTabs({ active }: { active: "positions" | "departments" | "classes" }) {
  return (
    <PlaceTabs
      label={t`Organization`}
      places={[
        { to: "/positions", label: t`Positions`, isActive: active === "positions" },
        { to: "/departments", label: t`Departments`, isActive: active === "departments" },
        { to: "/job-classes", label: t`Job classes`, isActive: active === "classes" },
      ]}
    />
  );
}
