import { t } from "@lingui/core/macro";
import { Tabs } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";

import { useLive } from "../../api/live";
import type { Attendance, EligibleStatus, Outcome } from "../../api/types";
import { TabList } from "../../components/TabList";
import { useCan } from "../accounts/session";
import { Timeline } from "../audit/Timeline";
import { DocumentsTab } from "./DocumentsTab";
import { EligiblesTab } from "./eligibles/EligiblesTab";
import { ListHead } from "./ListHead";
import { NotesSection } from "./NotesSection";
import { ProtestsTab } from "./protests/ProtestsTab";
import { ReferralsTab } from "./ReferralsTab";
import { ResultsTab } from "./results/ResultsTab";
import { ScoresTab } from "./ScoresTab";
import { listQuery } from "./queries";

export const listTabs = ["eligibles", "results", "scores", "protests", "referrals", "documents", "timeline"] as const;

export interface ListSearch {
  tab?: (typeof listTabs)[number] | undefined;
  q?: string | undefined;
  status?: EligibleStatus | undefined;
  from?: string | undefined;
  to?: string | undefined;
  outcome?: Outcome | undefined;
  attendance?: Attendance | undefined;
  /** Scores, as decimal text. */
  low?: string | undefined;
  high?: string | undefined;
  credit?: string | undefined;
  sort?: string | undefined;
  /** Columns that are left out, comma between. */
  hide?: string | undefined;
  rows?: "dense" | undefined;
  /** The event that the timeline begins with. */
  until?: string | undefined;
}

interface ListPageProps {
  listId: string;
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
}

export function ListPage({ listId, search, onSearch }: ListPageProps) {
  const { data: list } = useSuspenseQuery(listQuery(listId));
  const maySeeReferrals = useCan("referrals:read");
  useLive(`list:${listId}`);
  const open = (tab: string | null) => {
    onSearch({ tab: listTabs.find((one) => one === tab && one !== "eligibles") });
  };
  const tabs: { value: (typeof listTabs)[number]; label: string }[] = [
    { value: "eligibles", label: t`Eligibles` },
    { value: "results", label: t`Results` },
    { value: "scores", label: t`Scores` },
    ...(list.posted_at ? [{ value: "protests" as const, label: t`Protests` }] : []),
    ...(maySeeReferrals ? [{ value: "referrals" as const, label: t`Referrals` }] : []),
    { value: "documents", label: t`Documents` },
    { value: "timeline", label: t`Timeline` },
  ];
  // An address may name a tab that this list, or this person, has not.
  const active = tabs.find(({ value }) => value === search.tab)?.value ?? "eligibles";
  return (
    <>
      <ListHead list={list} />
      <Tabs value={active} keepMounted={false} onChange={open}>
        <TabList active={active} tabs={tabs} onOpen={open} />
        <Tabs.Panel value="eligibles">
          <EligiblesTab list={list} search={search} onSearch={onSearch} />
        </Tabs.Panel>
        <Tabs.Panel value="results">
          <ResultsTab list={list} search={search} onSearch={onSearch} />
        </Tabs.Panel>
        <Tabs.Panel value="scores">
          <ScoresTab list={list} />
        </Tabs.Panel>
        <Tabs.Panel value="protests">
          <ProtestsTab list={list} />
        </Tabs.Panel>
        <Tabs.Panel value="referrals">
          <ReferralsTab list={list} />
        </Tabs.Panel>
        <Tabs.Panel value="documents">
          <DocumentsTab list={list} />
        </Tabs.Panel>
        <Tabs.Panel value="timeline">
          <NotesSection listId={listId} />
          <Timeline
            subject={`list:${listId}`}
            until={search.until}
            onLatest={() => {
              onSearch({ tab: "timeline" });
            }}
          />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
