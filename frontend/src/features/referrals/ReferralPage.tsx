import { t } from "@lingui/core/macro";
import { Tabs } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";

import { useLive } from "../../api/live";
import type { InquiryState, StandingName } from "../../api/types";
import { useCan } from "../accounts/session";
import { Timeline } from "../audit/Timeline";
import { DocumentsTab } from "./DocumentsTab";
import { ReferralHead } from "./ReferralHead";
import { InquiriesTab } from "./InquiriesTab";
import { Standings } from "./Standings";
import { WhatIfTab } from "./WhatIfTab";
import { referralQuery } from "./queries";

export const referralTabs = ["standings", "inquiries", "what-if", "documents", "timeline"] as const;

export interface ReferralSearch {
  tab?: (typeof referralTabs)[number] | undefined;
  standing?: StandingName | undefined;
  inquiry?: InquiryState | undefined;
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
  const maySuppose = useCan("referrals:simulate") && referral.status === "certified";
  return (
    <>
      <ReferralHead referral={referral} />
      <Tabs
        value={search.tab ?? "standings"}
        keepMounted={false}
        onChange={(tab) => {
          onSearch({ tab: tab === "standings" ? undefined : (tab as ReferralSearch["tab"]) });
        }}
      >
        <Tabs.List mb="md" className="tabs">
          <Tabs.Tab value="standings">{t`Standings`}</Tabs.Tab>
          <Tabs.Tab value="inquiries">{t`Inquiries`}</Tabs.Tab>
          {maySuppose && <Tabs.Tab value="what-if">{t`What-if`}</Tabs.Tab>}
          <Tabs.Tab value="documents">{t`Documents`}</Tabs.Tab>
          <Tabs.Tab value="timeline">{t`Timeline`}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="standings">
          <Standings referral={referral} search={search} onSearch={onSearch} />
        </Tabs.Panel>
        <Tabs.Panel value="documents">
          {search.tab === "documents" && <DocumentsTab referralId={referralId} />}
        </Tabs.Panel>
        <Tabs.Panel value="inquiries">
          <InquiriesTab
            referral={referral}
            state={search.inquiry}
            onState={(inquiry) => {
              onSearch({ tab: "inquiries", inquiry });
            }}
          />
        </Tabs.Panel>
        {maySuppose && (
          <Tabs.Panel value="what-if">
            <WhatIfTab referral={referral} />
          </Tabs.Panel>
        )}
        <Tabs.Panel value="timeline">
          <Timeline subject={`referral:${referralId}`} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
