import { plural, t } from "@lingui/core/macro";
import { Box, Button, Group } from "@mantine/core";
import { IconClipboardList, IconMathFunction } from "@tabler/icons-react";
import { useMemo, useState } from "react";

import { api } from "../../../api/client";
import { byCursor, rowsOf } from "../../../api/paging";
import { attendances, outcomes, type EligibleList, type ExamResult } from "../../../api/types";
import { LifecycleBadge } from "../../../components/badges/LifecycleBadge";
import { Answered } from "../../../components/feedback/Answered";
import { EmptyState } from "../../../components/feedback/EmptyState";
import { Note } from "../../../components/feedback/Note";
import { ButtonLink } from "../../../components/links";
import { FilterChips } from "../../../components/FilterChips";
import { SearchField } from "../../../components/SearchField";
import { StatusSelect } from "../../../components/StatusSelect";
import type { Column } from "../../../components/tables/columns";
import { DataTable } from "../../../components/tables/DataTable";
import { NarrowOnly } from "../../../components/tables/NarrowOnly";
import { plain, statusWord } from "../../../i18n/words";
import { useCan } from "../../accounts/session";
import { ScoreButton } from "../../scorings/ScoreButton";
import type { ListSearch } from "../ListPage";
import { CorrectResultPanel } from "./CorrectResultPanel";

interface ResultsTabProps {
  list: EligibleList;
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
}

const sorts = ["external_id", "-external_id", "name", "-name"] as const;

/** Who sat the examination and what came of it; one result is corrected with a reason. */
export function ResultsTab({ list, search, onSearch }: ResultsTabProps) {
  const { q, outcome, attendance } = search;
  const sort = sorts.find((one) => one === search.sort) ?? "external_id";
  const query = {
    limit: 100,
    count: true,
    q,
    sort,
    outcome: outcome && [outcome],
    attendance: attendance && [attendance],
  };
  const results = api.useInfiniteQuery(
    "get",
    "/api/v1/eligible-lists/{list_id}/results",
    { params: { path: { list_id: list.id }, query } },
    byCursor,
  );
  const { items, total, more } = rowsOf(results);
  const [corrected, setCorrected] = useState<ExamResult | null>(null);
  const mayManage = useCan("lists:manage") && list.status !== "cancelled";
  const columns = useColumns(mayManage ? setCorrected : null);
  const mayImport = mayManage && ["draft", "scored"].includes(list.status);
  const isNarrowed = (q ?? outcome ?? attendance) !== undefined;
  const isOutdated = items.some((result) => result.is_outdated);
  const shown = total ?? items.length;
  const without = (name: keyof ListSearch) => () => {
    onSearch({ ...search, [name]: undefined });
  };
  return (
    <>
      <Group mb="sm" gap="xs">
        <SearchField
          label={t`Search by name`}
          value={q}
          onSearch={(next) => {
            onSearch({ ...search, q: next });
          }}
        />
        <StatusSelect
          label={t`Outcome`}
          any={t`Any outcome`}
          statuses={outcomes}
          value={outcome}
          onChange={(next) => {
            onSearch({ ...search, outcome: next });
          }}
        />
        <StatusSelect
          label={t`Attendance`}
          any={t`Any attendance`}
          statuses={attendances}
          value={attendance}
          onChange={(next) => {
            onSearch({ ...search, attendance: next });
          }}
        />
      </Group>
      <FilterChips
        chips={[
          ...(q ? [{ id: "q", label: t`Name: ${q}`, onRemove: without("q") }] : []),
          ...(outcome
            ? [{ id: "outcome", label: t`Outcome: ${statusWord(outcome)}`, onRemove: without("outcome") }]
            : []),
          ...(attendance
            ? [{ id: "attendance", label: t`Attendance: ${statusWord(attendance)}`, onRemove: without("attendance") }]
            : []),
        ]}
        onClear={() => {
          onSearch({ ...search, q: undefined, outcome: undefined, attendance: undefined });
        }}
      />
      {isOutdated && mayManage && (
        <Box mb="sm">
          <Note tone="amber">
            <Group justify="space-between" gap="sm">
              {t`Results here were corrected after the scores were applied. Score the list again to see what that would change.`}
              <ScoreButton list={list} icon={<IconMathFunction size={16} aria-hidden="true" />} />
            </Group>
          </Note>
        </Box>
      )}
      <Answered query={results}>
        <DataTable
          caption={t`Examination results of ${list.code}`}
          columns={columns}
          rows={items}
          rowKey={(result) => result.id}
          more={more}
          sort={sort}
          onSort={(next) => {
            onSearch({ ...search, sort: next });
          }}
          whole={{ path: `/eligible-lists/${list.id}/results`, query }}
          summary={
            isNarrowed
              ? t`${shown.toLocaleString("en")} of ${list.results_count.toLocaleString("en")} results`
              : plural(shown, { one: "# result", other: "# results" })
          }
          empty={
            <EmptyState
              icon={IconClipboardList}
              action={
                !isNarrowed &&
                mayImport && (
                  <ButtonLink to="/lists/$listId/import" params={{ listId: list.id }}>{t`Import results`}</ButtonLink>
                )
              }
            >
              {isNarrowed ? t`No result matches these filters.` : t`No results have been imported yet.`}
            </EmptyState>
          }
        />
      </Answered>
      {corrected && (
        <CorrectResultPanel
          list={list}
          result={corrected}
          onClose={() => {
            setCorrected(null);
          }}
        />
      )}
    </>
  );
}

const written = (values: Record<string, string>) =>
  Object.entries(values)
    .map(([name, value]) => `${plain(name)} ${value}`)
    .join(", ");

function useColumns(onCorrect: ((result: ExamResult) => void) | null) {
  return useMemo((): Column<ExamResult>[] => {
    const text = (id: string, header: string, of: (row: ExamResult) => string): Column<ExamResult> => ({
      id,
      header,
      wideOnly: true,
      cell: of,
      text: of,
    });
    return [
      { ...text("external_id", t`Applicant number`, (row) => row.external_id), sort: "external_id", nowrap: true },
      {
        id: "name",
        header: t`Name`,
        rowHeader: true,
        sort: "name",
        cell: (row) => (
          <>
            {row.person.display_name}
            <NarrowOnly>
              <LifecycleBadge status={row.outcome} quiet />
            </NarrowOnly>
          </>
        ),
        text: (row) => row.person.display_name,
      },
      text("attendance", t`Attendance`, (row) => statusWord(row.attendance)),
      {
        ...text("outcome", t`Outcome`, (row) => statusWord(row.outcome)),
        cell: (row) => <LifecycleBadge status={row.outcome} quiet />,
      },
      text("why", t`Why`, (row) => row.failed_because ?? ""),
      text("components", t`Raw scores`, (row) => written(row.components)),
      text("credits", t`Credits`, (row) => written(row.credits)),
      ...(onCorrect
        ? [
            {
              id: "correct",
              header: t`Action`,
              paperless: true,
              align: "right" as const,
              cell: (row: ExamResult) => (
                <Button
                  size="compact-sm"
                  variant="subtle"
                  aria-label={t`Correct the result of ${row.person.display_name}`}
                  onClick={() => {
                    onCorrect(row);
                  }}
                >
                  {t`Correct`}
                </Button>
              ),
            },
          ]
        : []),
    ];
  }, [onCorrect]);
}
