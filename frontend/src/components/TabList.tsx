import { Tabs } from "@mantine/core";

import { useTabKeys } from "./frame/pageKeys";
import { useInSight } from "./inSight";

interface TabListProps<Tab extends string> {
  active: Tab;
  tabs: { value: Tab; label: string }[];
  onOpen: (tab: Tab) => void;
}

/** The tabs of a page in one line that scrolls on a phone; `1` opens the first. */
export function TabList<Tab extends string>({ active, tabs, onOpen }: TabListProps<Tab>) {
  const list = useInSight<HTMLDivElement>('[aria-selected="true"]', active);
  useTabKeys(tabs, onOpen);
  return (
    <Tabs.List mb="md" className="tabs" ref={list}>
      {tabs.map(({ value, label }) => (
        <Tabs.Tab key={value} value={value}>
          {label}
        </Tabs.Tab>
      ))}
    </Tabs.List>
  );
}
