import { t } from "@lingui/core/macro";
import { Tabs } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";

import { useLive } from "../../api/live";
import type { Attendance, EligibleStatus, Outcome } from "../../api/types";
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
  return (
    <>
      <ListHead list={list} />
      <Tabs
        value={search.tab ?? "eligibles"}
        onChange={(tab) => {
          onSearch({ tab: tab === "eligibles" ? undefined : (tab as ListSearch["tab"]) });
        }}
      >
        <Tabs.List mb="md" className="tabs">
          <Tabs.Tab value="eligibles">{t`Eligibles`}</Tabs.Tab>
          <Tabs.Tab value="results">{t`Results`}</Tabs.Tab>
          <Tabs.Tab value="scores">{t`Scores`}</Tabs.Tab>
          {list.posted_at && <Tabs.Tab value="protests">{t`Protests`}</Tabs.Tab>}
          {maySeeReferrals && <Tabs.Tab value="referrals">{t`Referrals`}</Tabs.Tab>}
          <Tabs.Tab value="documents">{t`Documents`}</Tabs.Tab>
          <Tabs.Tab value="timeline">{t`Timeline`}</Tabs.Tab>
        </Tabs.List>
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
          <Timeline subject={`list:${listId}`} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
