import { t } from "@lingui/core/macro";
import { Tabs } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";

import { useLive } from "../../api/live";
import type { InquiryState, StandingName } from "../../api/types";
import { TabList } from "../../components/TabList";
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
  /** The event that the timeline begins with. */
  until?: string | undefined;
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
  const open = (tab: string | null) => {
    onSearch({ tab: referralTabs.find((one) => one === tab && one !== "standings") });
  };
  const tabs: { value: (typeof referralTabs)[number]; label: string }[] = [
    { value: "standings", label: t`Standings` },
    { value: "inquiries", label: t`Inquiries` },
    ...(maySuppose ? [{ value: "what-if" as const, label: t`What-if` }] : []),
    { value: "documents", label: t`Documents` },
    { value: "timeline", label: t`Timeline` },
  ];
  // The address may ask for a tab that is not there: somebody else's what-if, or one on a referral that has closed.
  const active = tabs.find((one) => one.value === search.tab)?.value ?? "standings";
  return (
    <>
      <ReferralHead referral={referral} />
      <Tabs value={active} keepMounted={false} onChange={open}>
        <TabList active={active} tabs={tabs} onOpen={open} />
        <Tabs.Panel value="standings">
          <Standings referral={referral} search={search} onSearch={onSearch} />
        </Tabs.Panel>
        <Tabs.Panel value="documents">{active === "documents" && <DocumentsTab referralId={referralId} />}</Tabs.Panel>
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
          <Timeline
            subject={`referral:${referralId}`}
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
