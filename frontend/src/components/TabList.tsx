import { Tabs } from "@mantine/core";
import { useEffect, useRef } from "react";

import { useTabKeys } from "./frame/pageKeys";

interface TabListProps<Tab extends string> {
  active: Tab;
  tabs: { value: Tab; label: string }[];
  onOpen: (tab: Tab) => void;
}

/** The tabs of a page in one line that scrolls on a phone; `1` opens the first. */
export function TabList<Tab extends string>({ active, tabs, onOpen }: TabListProps<Tab>) {
  const list = useRef<HTMLDivElement>(null);
  useTabKeys(tabs, onOpen);
  useEffect(() => {
    const tab = list.current?.querySelector<HTMLElement>('[aria-selected="true"]');
    // Sideways only: the page itself stays where it is.
    if (tab && list.current) list.current.scrollLeft = tab.offsetLeft - list.current.clientWidth / 3;
  }, [active]);
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
