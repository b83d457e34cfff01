import { t } from "@lingui/core/macro";
import { ActionIcon, Checkbox, Menu, Text } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useMemo } from "react";

import type { Eligible } from "../../../api/types";
import { LifecycleBadge } from "../../../components/badges/LifecycleBadge";
import type { Column } from "../../../components/tables/columns";
import { NarrowOnly } from "../../../components/tables/NarrowOnly";
import type { Selection } from "../../../components/tables/useSelection";
import { CivilDate } from "../../../components/time/Instant";
import { plain } from "../../../i18n/words";
import { statusActions, type StatusAction } from "./StatusPanel";
import { PersonLink } from "../../people/PersonLink";
import { OnReferrals, type useStandings } from "../../referrals/OnReferrals";

type Act = (eligible: Eligible, action: StatusAction) => void;

/** What the state machine of eligibles lets an analyst do, by status. */
export const possibleActions: Record<string, StatusAction[]> = {
  active: ["deactivate", "waive", "activate", "remove"],
  inactive: ["activate", "remove"],
  under_waiver: ["activate", "remove"],
  appointed_temporary: ["remove"],
  removed: ["restore"],
};

/** What was claimed: a kind alone where it says it all, a kind with its value where it is points. */
export function credits(eligible: Eligible): string {
  return Object.entries(eligible.credits)
    .filter(([, value]) => value !== "" && value !== "none" && value !== "0")
    .map(([kind, value]) => (kind === value ? plain(kind) : `${plain(kind)} ${value}`))
    .join(", ");
}

function choice(selection: Selection): Column<Eligible> {
  return {
    id: "choice",
    paperless: true,
    header: t`Choose`,
    width: "48px",
    cell: (one) => (
      <Checkbox
        aria-label={t`Choose ${one.person.display_name}`}
        checked={selection.ids.has(one.id)}
        // A change event does not say whether shift was held.
        onClick={(event) => {
          selection.toggle(one.id, event.shiftKey);
        }}
        onChange={() => undefined}
      />
    ),
  };
}

function actions(onAct: Act): Column<Eligible> {
  return {
    id: "actions",
    paperless: true,
    header: t`Actions`,
    align: "right",
    width: "80px",
    cell: (one) => {
      const moves = possibleActions[one.status] ?? [];
      return (
        moves.length > 0 && (
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon aria-label={t`Actions for ${one.person.display_name}`}>
                <IconDots size={16} aria-hidden="true" />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {moves.map((move) => (
                <Menu.Item
                  key={move}
                  onClick={() => {
                    onAct(one, move);
                  }}
                >
                  {statusActions[move]()}…
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )
      );
    },
  };
}

function Until({ eligible: { status_until: until, expires_on: expires } }: { eligible: Eligible }) {
  if (until) return <CivilDate on={until} />;
  return expires ? (
    <>
      {t`expires`} <CivilDate on={expires} />
    </>
  ) : (
    ""
  );
}

/** Where they stand, by eligible; undefined leaves the column out. */
type Standings = ReturnType<typeof useStandings> | undefined;

const onReferrals = (one: Eligible, standings: NonNullable<Standings>) => (
  <OnReferrals eligibleId={one.id} name={one.person.display_name} referrals={standings.get(one.id)} />
);

function standing(standings: NonNullable<Standings>): Column<Eligible> {
  return {
    id: "standing",
    header: t`Standing on open referrals`,
    wideOnly: true,
    cell: (one) => onReferrals(one, standings),
    text: (one) => (standings.get(one.id) ?? []).map((at) => `${at.number}: ${at.shown_as}`).join("; "),
  };
}

/** The columns of a list's eligibles; with a selection, the first one chooses rows. */
export function useRosterColumns(
  selection: Selection | undefined,
  onAct: Act | undefined,
  standings: Standings,
): Column<Eligible>[] {
  return useMemo(
    () => [
      ...(selection ? [choice(selection)] : []),
      {
        id: "rank",
        header: t`Rank`,
        sort: "rank",
        align: "right",
        width: "72px",
        cell: (one) => one.rank.toLocaleString("en"),
        text: (one) => String(one.rank),
      },
      {
        id: "score",
        header: t`Score`,
        align: "right",
        width: "120px",
        wideOnly: true,
        cell: (one) => one.score,
        text: (one) => one.score,
      },
      {
        id: "name",
        header: t`Name`,
        sort: "name",
        rowHeader: true,
        cell: (one) => (
          <>
            <PersonLink person={one.person} />
            <NarrowOnly>
              <span>{one.score}</span>
              <LifecycleBadge status={one.status} quiet />
              {standings && onReferrals(one, standings)}
            </NarrowOnly>
          </>
        ),
        text: (one) => one.person.display_name,
      },
      {
        id: "external",
        header: t`Applicant number`,
        wideOnly: true,
        cell: (one) => <Text c="dimmed">{one.external_id}</Text>,
        text: (one) => one.external_id ?? "",
        keys: ["external_id"],
      },
      { id: "credits", header: t`Credits`, wideOnly: true, cell: credits, text: credits },
      {
        id: "status",
        header: t`Status`,
        wideOnly: true,
        cell: (one) => <LifecycleBadge status={one.status} quiet />,
        text: (one) => one.status,
      },
      {
        id: "until",
        header: t`Until`,
        wideOnly: true,
        cell: (one) => <Until eligible={one} />,
        text: (one) => one.status_until ?? one.expires_on ?? "",
      },
      ...(standings ? [standing(standings)] : []),
      ...(onAct ? [actions(onAct)] : []),
    ],
    [selection, onAct, standings],
  );
}
