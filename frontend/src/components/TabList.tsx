import { Tabs } from "@mantine/core";

import { useTabKeys } from "./frame/pageKeys";

interface TabListProps<Tab extends string> {
  tabs: { value: Tab; label: string }[];
  onOpen: (tab: Tab) => void;
}

/** The tabs of a page in one line that scrolls on a phone; `1` opens the first. */
export function TabList<Tab extends string>({ tabs, onOpen }: TabListProps<Tab>) {
  useTabKeys(tabs, onOpen);
  return (
    <Tabs.List mb="md" className="tabs">
      {tabs.map(({ value, label }) => (
        <Tabs.Tab key={value} value={value}>
          {label}
        </Tabs.Tab>
      ))}
    </Tabs.List>
  );
}
