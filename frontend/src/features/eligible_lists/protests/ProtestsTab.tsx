import { plural, t } from "@lingui/core/macro";
import { Button, Group, Text } from "@mantine/core";
import { IconClockExclamation, IconGavel, IconPlus } from "@tabler/icons-react";
import { useMemo, useState } from "react";

import { api } from "../../../api/client";
import { byCursor, rowsOf } from "../../../api/paging";
import type { EligibleList, Protest } from "../../../api/types";
import { ToneBadge } from "../../../components/badges/ToneBadge";
import { EmptyState } from "../../../components/feedback/EmptyState";
import { ProblemAlert } from "../../../components/feedback/ProblemAlert";
import { TableSkeleton } from "../../../components/feedback/Skeletons";
import type { Column } from "../../../components/tables/columns";
import { DataTable } from "../../../components/tables/DataTable";
import { CivilDate } from "../../../components/time/Instant";
import { plain } from "../../../i18n/words";
import { useCan } from "../../accounts/session";
import { DecideProtestPanel } from "./DecideProtestPanel";
import { FileProtestPanel } from "./FileProtestPanel";
import { ProtestBadge } from "./ProtestBadge";

/** Protests of a list: filed within the inspection or late, and what was decided. */
export function ProtestsTab({ list }: { list: EligibleList }) {
  const mayManage = useCan("lists:manage");
  const [isFiling, setFiling] = useState(false);
  const [open, setOpen] = useState<Protest | null>(null);
  const protests = api.useInfiniteQuery(
    "get",
    "/api/v1/eligible-lists/{list_id}/protests",
    { params: { path: { list_id: list.id }, query: { limit: 50 } } },
    byCursor,
  );
  const { items, more } = rowsOf(protests);
  const columns = useColumns(setOpen);
  if (protests.error) return <ProblemAlert error={protests.error} retry={() => void protests.refetch()} />;
  if (protests.isPending) return <TableSkeleton />;
  const counts = protests.data.pages[0]?.counts;
  const mayFile = mayManage && list.status !== "cancelled";
  const file = (
    <Button
      leftSection={<IconPlus size={16} aria-hidden="true" />}
      onClick={() => {
        setFiling(true);
      }}
    >
      {t`File a protest`}
    </Button>
  );
  const summary = counts && (
    <>
      {plural(counts.filed, { one: "# undecided", other: "# undecided" })} ·{" "}
      {t`${counts.granted.toLocaleString("en")} granted`} · {t`${counts.denied.toLocaleString("en")} denied`} ·{" "}
      {t`${counts.withdrawn.toLocaleString("en")} withdrawn`} · {t`${counts.late.toLocaleString("en")} late`}
    </>
  );
  return (
    <>
      {mayFile && items.length > 0 && (
        <Group justify="flex-end" mb="sm">
          {file}
        </Group>
      )}
      <DataTable
        caption={t`Protests of ${list.code}, the latest first`}
        columns={columns}
        rows={items}
        rowKey={(protest) => protest.id}
        more={more}
        whole={{ path: `/eligible-lists/${list.id}/protests` }}
        summary={summary}
        empty={
          <EmptyState icon={IconGavel} action={mayFile && file}>
            {list.inspection_ends_on ? (
              <>
                {list.status === "tentative"
                  ? t`Nobody has protested. The period for it ends with the inspection, on`
                  : t`Nobody has protested. The period for it ended with the inspection, on`}{" "}
                <CivilDate on={list.inspection_ends_on} />.
              </>
            ) : (
              t`Nobody has protested.`
            )}
          </EmptyState>
        }
      />
      {isFiling && (
        <FileProtestPanel
          list={list}
          onClose={() => {
            setFiling(false);
          }}
        />
      )}
      {open && (
        <DecideProtestPanel
          list={list}
          protest={open}
          mayDecide={mayManage}
          onClose={() => {
            setOpen(null);
          }}
        />
      )}
    </>
  );
}

function useColumns(onOpen: (protest: Protest) => void): Column<Protest>[] {
  return useMemo(
    () => [
      {
        id: "number",
        header: t`Protest`,
        rowHeader: true,
        nowrap: true,
        cell: (one) => (
          <Button
            variant="subtle"
            size="compact-sm"
            ml={-8}
            onClick={() => {
              onOpen(one);
            }}
          >
            {one.number}
          </Button>
        ),
        text: (one) => one.number,
      },
      {
        id: "person",
        header: t`Person`,
        cell: (one) => one.person.display_name,
        text: (one) => one.person.display_name,
      },
      {
        id: "kind",
        header: t`About`,
        wideOnly: true,
        cell: (one) => plain(one.kind),
        text: (one) => one.kind,
      },
      {
        id: "filed",
        header: t`Filed`,
        wideOnly: true,
        cell: (one) => (
          <Group gap="xs">
            <CivilDate on={one.filed_on} />
            {one.is_late && <ToneBadge tone="amber" icon={IconClockExclamation}>{t`Late`}</ToneBadge>}
          </Group>
        ),
        text: (one) => one.filed_on,
        keys: ["filed", "late"],
      },
      {
        id: "grounds",
        header: t`Grounds`,
        wideOnly: true,
        cell: (one) => <Text lineClamp={1}>{one.grounds}</Text>,
        text: (one) => one.grounds,
      },
      {
        id: "status",
        header: t`Status`,
        cell: (one) => <ProtestBadge status={one.status} />,
        text: (one) => one.status,
      },
    ],
    [onOpen],
  );
}
