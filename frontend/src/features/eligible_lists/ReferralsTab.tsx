import { t } from "@lingui/core/macro";
import { IconSend } from "@tabler/icons-react";

import type { EligibleList } from "../../api/types";
import { EmptyState } from "../../components/feedback/EmptyState";
import { ButtonLink } from "../../components/links";
import { useCan } from "../accounts/session";
import { ReferralsTable } from "../referrals/ReferralsTable";

export function ReferralsTab({ list }: { list: EligibleList }) {
  const mayCertify = useCan("referrals:certify") && list.status === "adopted";
  return (
    <ReferralsTable
      query={{ eligible_list_id: list.id }}
      empty={
        <EmptyState
          icon={IconSend}
          action={
            mayCertify && (
              <ButtonLink to="/referrals/new" search={{ list: list.id }}>{t`Certify to positions`}</ButtonLink>
            )
          }
        >
          {list.status === "adopted"
            ? t`This list has not been certified to any position yet.`
            : t`A list can be certified to positions once it is adopted.`}
        </EmptyState>
      }
    />
  );
}
