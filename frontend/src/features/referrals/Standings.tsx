import { plural, t } from "@lingui/core/macro";
import { Group, SegmentedControl } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { useCallback, useMemo, useState } from "react";

import { api } from "../../api/client";
import { byCursor, rowsOf } from "../../api/paging";
import { standings, type Referral, type Standing } from "../../api/types";
import { someOf } from "../../components/search";
import { Answered } from "../../components/feedback/Answered";
import { EmptyState } from "../../components/feedback/EmptyState";
import { DataTable } from "../../components/tables/DataTable";
import { LineRule } from "../../components/tables/LineRule";
import { useNow } from "../../components/time/now";
import { showInstant, useZone } from "../../components/time/zone";
import { standingWord } from "../../i18n/words";
import { dispositionWord } from "../../i18n/words";
import { useCan } from "../accounts/session";
import { BulkBar } from "./BulkBar";
import { DispositionPanel, type Decided } from "./DispositionPanel";
import { MovedNote } from "./MovedNote";
import { PassedOver } from "./PassedOver";
import { RescindPanel } from "./RescindPanel";
import { WhyDrawer } from "./WhyDrawer";
import type { ReferralSearch } from "./ReferralPage";
import { useSelection } from "./selection";
import { standingColumns } from "./standingColumns";

const tones: Record<string, string> = { reachable: "green", alternate: "blue", hired: "violet" };

interface StandingsProps {
  referral: Referral;
  search: ReferralSearch;
  onSearch: (search: ReferralSearch) => void;
}

/** Everyone on the list in rank order, with the line where the reach ends. */
export function Standings({ referral, search, onSearch }: StandingsProps) {
  const isOpen = referral.status === "certified";
  const mayDispose = useCan("referrals:dispose") && isOpen;
  const mayRescind = useCan("referrals:hire") && isOpen;
  const query = { limit: 100, ...(search.standing && { standing: search.standing }) };
  const answer = api.useInfiniteQuery(
    "get",
    "/api/v1/referrals/{referral_id}/eligibles",
    { params: { path: { referral_id: referral.id }, query } },
    byCursor,
  );
  const { items, more } = rowsOf(answer);
  const [chosenId, setChosenId] = useState<string | null>(null);
  // As it was when it was chosen: the page may hear of a hire before the panel that asked for it has its answer.
  const [isRescinding, setRescinding] = useState(false);
  const [decided, setDecided] = useState<Decided | null>(null);
  const picked = useSelection();
  const order = useMemo(() => items.map((one) => one.eligible_id), [items]);
  const at = showInstant(useNow(), useZone());
  // As it stands now, not as it stood when the button was pressed: the moves follow the last decision.
  const chosen = items.find((one) => one.eligible_id === chosenId);
  const choose = useCallback((one: Standing) => {
    setChosenId(one.eligible_id);
    setRescinding(one.disposition === "hired");
  }, []);
  const columns = useMemo(
    () =>
      standingColumns({
        onWhy: (one) => {
          onSearch({ ...search, why: one.eligible_id });
        },
        onDispose: mayDispose ? choose : undefined,
        onRescind: mayRescind ? choose : undefined,
        selection: mayDispose ? picked : undefined,
        order,
      }),
    [choose, mayDispose, mayRescind, onSearch, search, picked, order],
  );

  return (
    <>
      <Group mb="sm" style={{ overflowX: "auto" }} wrap="nowrap">
        <SegmentedControl
          aria-label={t`Standing`}
          value={search.standing ?? ""}
          onChange={(standing) => {
            onSearch({ ...search, standing: someOf(standing, standings) });
          }}
          data={[
            { value: "", label: t`Everyone` },
            ...standings.map((value) => ({ value, label: standingWord(value) })),
          ]}
        />
      </Group>
      <MovedNote
        decided={decided}
        onClose={() => {
          setDecided(null);
        }}
      />
      {mayDispose && <PassedOver referral={referral} items={items} onDecided={setDecided} />}
      <Answered query={answer} rows={10}>
        <DataTable
          caption={t`Eligibles by rank; the line ends the reach`}
          columns={columns}
          rows={items}
          rowKey={(one) => one.eligible_id}
          rowTone={(one) => tones[one.shown_as]}
          divider={dividerOf({
            referral,
            items,
            columns: columns.length,
            standing: search.standing,
            hasMore: more !== undefined,
            note: noteOf(referral, decided),
          })}
          more={more}
          whole={{ path: `/referrals/${referral.id}/eligibles`, query }}
          summary={t`${plural(items.length, { one: "# person", other: "# people" })} shown · as of ${at}`}
          empty={<EmptyState icon={IconUsers}>{t`Nobody has this standing now.`}</EmptyState>}
        />
      </Answered>
      {mayDispose && <BulkBar referral={referral} items={items} selection={picked} onDecided={setDecided} />}
      <WhyDrawer
        referral={referral}
        eligibleId={search.why}
        name={items.find((one) => one.eligible_id === search.why)?.person.display_name}
        onClose={() => {
          onSearch({ ...search, why: undefined });
        }}
      />
      {chosen && isRescinding && (
        <RescindPanel
          referral={referral}
          standing={chosen}
          onClose={() => {
            setChosenId(null);
          }}
          onDecided={setDecided}
        />
      )}
      {chosen && !isRescinding && (
        <DispositionPanel
          referral={referral}
          standing={chosen}
          onClose={() => {
            setChosenId(null);
          }}
          onDecided={setDecided}
        />
      )}
    </>
  );
}

interface LinePlace {
  referral: Referral;
  items: Standing[];
  columns: number;
  standing: string | undefined;
  hasMore: boolean;
  note: string;
}

/** Why the line stands here: the rule's arithmetic, and, while it is news, what moved it. */
function noteOf(referral: Referral, decided: Decided | null): string {
  const { sentence } = referral.rule;
  if (!decided || decided.moved.length === 0) return sentence;
  const cause = dispositionWord(decided.disposition).toLowerCase();
  return t`It moved because of ${decided.name} (${cause}). ${sentence}`;
}

/** The line comes after the last row at or above its rank, as the server gives it. */
function dividerOf(place: LinePlace) {
  const { referral, items, columns, standing, hasMore, note } = place;
  const { line } = referral;
  if (!line || standing) return undefined;
  const after = items.findIndex((one) => one.rank !== null && one.rank > line.rank);
  if (after === -1 && hasMore) return undefined;
  const ranks = plural(referral.ranks_in_reach, { one: "# rank in reach", other: "# ranks in reach" });
  const people = plural(referral.names_in_reach, {
    one: "# person may be appointed",
    other: "# people may be appointed",
  });
  return {
    before: after === -1 ? items.length : after,
    element: <LineRule key="line" columns={columns} label={`${ranks}, ${people}`} note={note} />,
  };
}
