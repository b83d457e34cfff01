import { t } from "@lingui/core/macro";
import { Group, Select } from "@mantine/core";
import { IconPlus, IconSend } from "@tabler/icons-react";

import { EmptyState } from "../../components/feedback/EmptyState";
import { ButtonLink } from "../../components/links";
import { PageHead } from "../../components/PageHead";
import { statusWord } from "../../i18n/words";
import { useCan } from "../accounts/session";
import { ReferralsTable } from "./ReferralsTable";

const statuses = ["certified", "filled", "closed_unfilled", "cancelled", "expired"];

interface ReferralsPageProps {
  status: string | undefined;
  onStatus: (status: string | undefined) => void;
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
        <Select
          aria-label={t`Status`}
          placeholder={t`Any status`}
          clearable
          clearButtonProps={{ "aria-label": t`Any status` }}
          data={statuses.map((value) => ({ value, label: statusWord(value) }))}
          value={status ?? null}
          onChange={(next) => {
            onStatus(next ?? undefined);
          }}
          w={180}
        />
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
