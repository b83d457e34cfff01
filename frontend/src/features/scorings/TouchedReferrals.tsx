import { t } from "@lingui/core/macro";

import type { TouchedReferral } from "../../api/types";
import { TextLink } from "../../components/links";
import type { Column } from "../../components/tables/columns";
import { DataTable } from "../../components/tables/DataTable";
import { figure } from "../referrals/ReachFacts";

/** The open referrals whose line or people a scoring would move. */
export function TouchedReferrals({ rows }: { rows: TouchedReferral[] }) {
  return (
    <DataTable
      caption={t`Open referrals touched`}
      columns={columns()}
      rows={rows}
      rowKey={(row) => row.referral_id}
      summary={t`Open referrals touched`}
    />
  );
}

function columns(): Column<TouchedReferral>[] {
  const number = (id: string, header: string, text: (row: TouchedReferral) => string, wideOnly = false) =>
    ({ id, header, align: "right", wideOnly, cell: text, text }) as const;
  return [
    {
      id: "number",
      header: t`Referral`,
      rowHeader: true,
      nowrap: true,
      cell: (row) => (
        <TextLink to="/referrals/$referralId" params={{ referralId: row.referral_id }}>
          {row.number}
        </TextLink>
      ),
      text: (row) => row.number,
    },
    number("line_before", t`Line before`, (row) => row.before.line ?? "–", true),
    number("line_after", t`Line after`, (row) => row.after.line ?? "–"),
    number(
      "names",
      t`People in reach`,
      (row) => `${figure(row.before.names_in_reach)} → ${figure(row.after.names_in_reach)}`,
      true,
    ),
    number("into", t`Come into reach`, (row) => figure(row.into_reach)),
    number("out", t`Fall out of reach`, (row) => figure(row.out_of_reach)),
  ];
}
