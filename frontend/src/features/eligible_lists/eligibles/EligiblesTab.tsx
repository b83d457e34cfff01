import { plural, t } from "@lingui/core/macro";
import { Button, Group, Text } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { useCallback, useMemo, useState } from "react";

import { api } from "../../../api/client";
import { byCursor, rowsOf } from "../../../api/paging";
import type { Eligible, EligibleList } from "../../../api/types";
import { Answered } from "../../../components/feedback/Answered";
import { EmptyState } from "../../../components/feedback/EmptyState";
import { ButtonLink } from "../../../components/links";
import { DataTable } from "../../../components/tables/DataTable";
import { hiddenOf, TableView } from "../../../components/tables/TableView";
import { useSelection } from "../../../components/tables/useSelection";
import { useNow } from "../../../components/time/now";
import { showInstant, useZone } from "../../../components/time/zone";
import { useCan } from "../../accounts/session";
import { useStandings } from "../../referrals/OnReferrals";
import type { ListSearch } from "../ListPage";
import { RosterChips, RosterFilters, rosterQuery } from "./RosterFilters";
import { useRosterColumns } from "./rosterColumns";
import { ScoresFigure, useOpenReferrals } from "./ScoresFigure";
import { StatusPanel, statusActions, type StatusAction, type Whom } from "./StatusPanel";
import styles from "./eligibles.module.css";

interface EligiblesTabProps {
  list: EligibleList;
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
}

interface Order {
  action: StatusAction;
  whom: Whom;
  who: string;
}

const sorts = ["rank", "-rank", "name", "-name"] as const;
const FIXED = new Set(["choice", "rank", "name", "actions"]);
const people = (count: number) => plural(count, { one: "# person", other: "# people" });

export function EligiblesTab({ list, search, onSearch }: EligiblesTabProps) {
  const mayChange = useCan("referrals:certify") && list.status === "adopted";
  const filters = rosterQuery(search);
  const sort = sorts.find((one) => one === search.sort) ?? "rank";
  const [order, setOrder] = useState<Order | null>(null);
  const [isEverybody, chooseEverybody] = useState(false);
  const query = { limit: 100, count: true, ...filters, sort };
  const eligibles = api.useInfiniteQuery(
    "get",
    "/api/v1/eligible-lists/{list_id}/eligibles",
    { params: { path: { list_id: list.id }, query } },
    byCursor,
  );
  const { items, total, more } = rowsOf(eligibles);
  const ids = useMemo(() => items.map((one) => one.id), [items]);
  const selection = useSelection(ids);
  const actOn = useCallback(
    (eligible: Eligible, action: StatusAction) => {
      setOrder({ action, whom: { eligible_ids: [eligible.id] }, who: eligible.person.display_name });
    },
    [setOrder],
  );
  const hasOpenReferrals = (useOpenReferrals(list).data?.items.length ?? 0) > 0;
  const standings = useStandings(list.id, ids, hasOpenReferrals);
  const columns = useRosterColumns(
    mayChange ? selection : undefined,
    mayChange ? actOn : undefined,
    hasOpenReferrals ? standings : undefined,
  );
  const hidden = hiddenOf(search.hide);
  const withStandings = hasOpenReferrals && !hidden.has("standing");
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  const matching = total ?? items.length;
  const chosen = isEverybody ? matching : selection.ids.size;
  const letGo = () => {
    selection.clear();
    chooseEverybody(false);
  };
  const actOnChosen = (action: StatusAction) => {
    const whom: Whom = isEverybody ? { matching: { ...filters } } : { eligible_ids: [...selection.ids].slice(0, 500) };
    setOrder({ action, whom, who: people(isEverybody ? matching : Math.min(500, chosen)) });
  };

  return (
    <>
      <ScoresFigure list={list} />
      <Group mb="sm" gap="xs" className="no-print">
        <RosterFilters listId={list.id} search={search} onSearch={onSearch} />
      </Group>
      <RosterChips search={search} onSearch={onSearch} />
      <Answered query={eligibles}>
        <DataTable
          caption={t`Eligibles of ${list.code}, best rank first`}
          columns={columns.filter((column) => !hidden.has(column.id))}
          rows={items}
          rowKey={(eligible) => eligible.id}
          more={more}
          isEndless
          isDense={search.rows === "dense"}
          sort={sort}
          onSort={(next) => {
            onSearch({ ...search, sort: next === "rank" ? undefined : next });
          }}
          rowTone={(one) => (selection.ids.has(one.id) || isEverybody ? "blue" : undefined)}
          // Where somebody stands is worked out person by person: the list alone leaves a hundred times as fast.
          whole={{ path: `/eligible-lists/${list.id}/${withStandings ? "standings" : "eligibles"}`, query }}
          tools={
            <TableView
              columns={columns.filter((column) => !FIXED.has(column.id))}
              hidden={search.hide}
              onHide={(hide) => {
                onSearch({ ...search, hide });
              }}
              isDense={search.rows === "dense"}
              onDense={(isDense) => {
                onSearch({ ...search, rows: isDense ? "dense" : undefined });
              }}
            />
          }
          summary={<Summary shown={matching} of={list.counts.eligibles} />}
          empty={
            isFiltered ? (
              <EmptyState icon={IconUsers}>{t`Nobody matches these filters.`}</EmptyState>
            ) : (
              <NobodyYet list={list} />
            )
          }
        />
      </Answered>
      {chosen > 0 && (
        <section className={styles.bar} aria-label={t`Chosen people`}>
          <Text fw={560} className="tabular">
            {t`${people(chosen)} chosen`}
          </Text>
          {!isEverybody && matching > selection.ids.size && (
            <Button
              variant="subtle"
              size="xs"
              onClick={() => {
                chooseEverybody(true);
              }}
            >
              {t`Choose all ${matching.toLocaleString("en")} matching`}
            </Button>
          )}
          {(Object.keys(statusActions) as StatusAction[]).map((action) => (
            <Button
              key={action}
              size="xs"
              variant="default"
              onClick={() => {
                actOnChosen(action);
              }}
            >
              {statusActions[action]()}…
            </Button>
          ))}
          <Button size="xs" variant="subtle" onClick={letGo}>
            {t`Choose nobody`}
          </Button>
        </section>
      )}
      {order && (
        <StatusPanel
          key={order.action + order.who}
          list={list}
          {...order}
          onClose={() => {
            setOrder(null);
          }}
          onDone={() => {
            setOrder(null);
            letGo();
          }}
        />
      )}
    </>
  );
}

function Summary({ shown, of }: { shown: number; of: number }) {
  const at = showInstant(useNow(), useZone());
  const count =
    shown === of
      ? plural(of, { one: "# eligible", other: "# eligibles" })
      : t`${shown.toLocaleString("en")} of ${of.toLocaleString("en")} eligibles`;
  return (
    <>
      {count} · {t`as of ${at}`}
    </>
  );
}

function NobodyYet({ list }: { list: EligibleList }) {
  const mayManage = useCan("lists:manage");
  if (list.results_count > 0)
    return (
      <EmptyState icon={IconUsers}>
        {plural(list.results_count, {
          one: "# result is imported. Score it, and whoever passed stands here.",
          other: "# results are imported. Score them, and those who passed stand here.",
        })}
      </EmptyState>
    );
  return (
    <EmptyState
      icon={IconUsers}
      action={
        mayManage && (
          <ButtonLink to="/lists/$listId/import" params={{ listId: list.id }}>{t`Import results`}</ButtonLink>
        )
      }
    >
      {t`Nobody stands on this list yet. Import the examination's results, then score them.`}
    </EmptyState>
  );
}
