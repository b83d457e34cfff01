import { t } from "@lingui/core/macro";
import { Tabs } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";

import { useLive } from "../../api/live";
import type { StandingName } from "../../api/types";
import { Timeline } from "../audit/Timeline";
import { DocumentsTab } from "./DocumentsTab";
import { ReferralHead } from "./ReferralHead";
import { Standings } from "./Standings";
import { referralQuery } from "./queries";

export const referralTabs = ["standings", "documents", "timeline"] as const;

export interface ReferralSearch {
  tab?: (typeof referralTabs)[number] | undefined;
  standing?: StandingName | undefined;
  /** Whose reasons are open in the drawer. */
  why?: string | undefined;
}

interface ReferralPageProps {
  referralId: string;
  search: ReferralSearch;
  onSearch: (search: ReferralSearch) => void;
}

export function ReferralPage({ referralId, search, onSearch }: ReferralPageProps) {
  const { data: referral } = useSuspenseQuery(referralQuery(referralId));
  useLive(`referral:${referralId}`);
  return (
    <>
      <ReferralHead referral={referral} />
      <Tabs
        value={search.tab ?? "standings"}
        onChange={(tab) => {
          onSearch({ tab: tab === "standings" ? undefined : (tab as ReferralSearch["tab"]) });
        }}
      >
        <Tabs.List mb="md" className="tabs">
          <Tabs.Tab value="standings">{t`Standings`}</Tabs.Tab>
          <Tabs.Tab value="documents">{t`Documents`}</Tabs.Tab>
          <Tabs.Tab value="timeline">{t`Timeline`}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="standings">
          <Standings referral={referral} search={search} onSearch={onSearch} />
        </Tabs.Panel>
        <Tabs.Panel value="documents">
          {search.tab === "documents" && <DocumentsTab referralId={referralId} />}
        </Tabs.Panel>
        <Tabs.Panel value="timeline">
          <Timeline subject={`referral:${referralId}`} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
