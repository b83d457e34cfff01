import { t } from "@lingui/core/macro";
import { Tabs } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";

import { api } from "../../api/client";
import { useLive } from "../../api/live";
import { RequestDocuments } from "../documents/RequestDocuments";
import { ReferralHead } from "./ReferralHead";
import { Standings } from "./Standings";
import { referralQuery } from "./queries";

export const referralTabs = ["standings", "documents"] as const;

export interface ReferralSearch {
  tab?: (typeof referralTabs)[number] | undefined;
  standing?: string | undefined;
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
        </Tabs.List>
        <Tabs.Panel value="standings">
          <Standings referral={referral} search={search} onSearch={onSearch} />
        </Tabs.Panel>
        <Tabs.Panel value="documents">
          <ReferralDocuments referralId={referralId} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

function ReferralDocuments({ referralId }: { referralId: string }) {
  const request = api.useMutation("post", "/api/v1/referrals/{referral_id}/documents", {
    meta: { invalidates: ["/api/v1/jobs"] },
  });
  return (
    <RequestDocuments
      kinds={[
        {
          kind: "certification_report",
          title: t`Certification report`,
          about: t`The ranks and people certified, the rule and its citation, and the digest.`,
        },
      ]}
      error={request.error}
      onRequest={async (kind, format) =>
        (await request.mutateAsync({ params: { path: { referral_id: referralId } }, body: { kind, format } })).id
      }
    />
  );
}
