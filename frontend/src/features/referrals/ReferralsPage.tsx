import { t } from "@lingui/core/macro";
import { Group } from "@mantine/core";
import { IconPlus, IconSend } from "@tabler/icons-react";

import { referralStatuses, type ReferralStatus } from "../../api/types";
import { EmptyState } from "../../components/feedback/EmptyState";
import { ButtonLink } from "../../components/links";
import { PageHead } from "../../components/PageHead";
import { StatusSelect } from "../../components/StatusSelect";
import { useCan } from "../accounts/session";
import { ReferralsTable } from "./ReferralsTable";

interface ReferralsPageProps {
  status: ReferralStatus | undefined;
  onStatus: (status: ReferralStatus | undefined) => void;
}

export function ReferralsPage({ status, onStatus }: ReferralsPageProps) {
  const mayCertify = useCan("referrals:certify");
  const create = mayCertify && (
    <ButtonLink to="/referrals/new" search={{}} leftSection={<IconPlus size={16} aria-hidden="true" />}>
      {t`New referral`}
    </ButtonLink>
  );
  return (
    <>
      <PageHead title={t`Referrals`} actions={create} />
      <Group mb="sm">
        <StatusSelect statuses={referralStatuses} value={status} onChange={onStatus} />
      </Group>
      <ReferralsTable
        query={status ? { status } : {}}
        empty={
          <EmptyState icon={IconSend} action={!status && create}>
            {status
              ? t`No referral has this status.`
              : t`A referral names the people who may be considered for a position. Certify an adopted list to make one.`}
          </EmptyState>
        }
      />
    </>
  );
}
