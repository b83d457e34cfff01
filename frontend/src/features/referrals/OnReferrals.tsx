import { plural, t } from "@lingui/core/macro";
import { Popover, Stack, UnstyledButton } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";

import { api } from "../../api/client";
import type { EligibleOnReferrals } from "../../api/types";
import { StandingBadge } from "../../components/badges/StandingBadge";
import { TextLink } from "../../components/links";
import styles from "./referrals.module.css";

type OnReferral = EligibleOnReferrals["referrals"][number];

/** So many ids fit into the address of one read, also behind a proxy that allows 8 kB. */
const MOST = 100;

/** Where people of a list stand on its open referrals, by eligible; a read for each hundred of them. */
export function useStandings(listId: string, eligibleIds: string[], isAsked: boolean): Map<string, OnReferral[]> {
  const pages = Array.from({ length: isAsked ? Math.ceil(eligibleIds.length / MOST) : 0 }, (_, page) =>
    eligibleIds.slice(page * MOST, (page + 1) * MOST),
  );
  return useQueries({
    queries: pages.map((ids) =>
      api.queryOptions("get", "/api/v1/eligible-lists/{list_id}/standings", {
        params: { path: { list_id: listId }, query: { eligible_id: ids } },
      }),
    ),
    combine: byEligible,
  });
}

const byEligible = (answers: { data: { people: EligibleOnReferrals[] } | undefined }[]) =>
  new Map(answers.flatMap(({ data }) => data?.people ?? []).map((one) => [one.eligible_id, one.referrals]));

/** What matters most stands in the cell itself. */
const order = ["hired", "reachable", "not_selected", "alternate", "blocked", "excluded", "unavailable"];
const place = (one: OnReferral) => order.indexOf(one.shown_as);

interface OnReferralsProps {
  eligibleId: string;
  name: string;
  referrals: OnReferral[] | undefined;
}

/** "Reachable (R-2026-014)", and behind a count the other open referrals; each leads to the reasons there. */
export function OnReferrals({ eligibleId, name, referrals }: OnReferralsProps) {
  const [first, ...others] = [...(referrals ?? [])].sort((one, other) => place(one) - place(other));
  if (!first) return null;
  return (
    <span className={styles.standings}>
      <OneStanding eligibleId={eligibleId} at={first} />
      {others.length > 0 && (
        <Popover position="bottom-end" withArrow trapFocus>
          <Popover.Target>
            <UnstyledButton
              className={styles.others}
              aria-label={t`${name}: ${plural(others.length, { one: "# more open referral", other: "# more open referrals" })}`}
            >
              +{others.length}
            </UnstyledButton>
          </Popover.Target>
          <Popover.Dropdown>
            <Stack gap="xs">
              {others.map((at) => (
                <OneStanding key={at.referral_id} eligibleId={eligibleId} at={at} />
              ))}
            </Stack>
          </Popover.Dropdown>
        </Popover>
      )}
    </span>
  );
}

function OneStanding({ eligibleId, at }: { eligibleId: string; at: OnReferral }) {
  return (
    <span className={styles.standings}>
      <StandingBadge standing={at.shown_as} />
      <TextLink
        to="/referrals/$referralId"
        params={{ referralId: at.referral_id }}
        search={{ why: eligibleId }}
        size="sm"
        className="tabular"
      >
        {at.number}
      </TextLink>
    </span>
  );
}
