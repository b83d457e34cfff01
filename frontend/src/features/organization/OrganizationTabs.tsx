import { t } from "@lingui/core/macro";
import { Tabs } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";

const places = { positions: "/positions", departments: "/departments", classes: "/job-classes" } as const;

/** Three small tables that belong together; each has its own address. */
export function OrganizationTabs({ active }: { active: keyof typeof places }) {
  const navigate = useNavigate();
  return (
    <Tabs value={active} onChange={(value) => void navigate({ to: places[value as keyof typeof places] })} mb="md">
      <Tabs.List className="tabs">
        <Tabs.Tab value="positions">{t`Positions`}</Tabs.Tab>
        <Tabs.Tab value="departments">{t`Departments`}</Tabs.Tab>
        <Tabs.Tab value="classes">{t`Job classes`}</Tabs.Tab>
      </Tabs.List>
      {/* The panel of the active tab is the page below; the others have addresses of their own. */}
      {Object.keys(places).map((value) => (
        <Tabs.Panel key={value} value={value}>
          {null}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
