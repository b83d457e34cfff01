import { plural, t } from "@lingui/core/macro";
import { Group, Select } from "@mantine/core";
import { IconArmchair } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";

import { api } from "../../api/client";
import { byCursor, rowsOf } from "../../api/paging";
import type { Position } from "../../api/types";
import { LifecycleBadge } from "../../components/badges/LifecycleBadge";
import { Answered } from "../../components/feedback/Answered";
import { EmptyState } from "../../components/feedback/EmptyState";
import { FilterChips } from "../../components/FilterChips";
import { PageHead } from "../../components/PageHead";
import { StatusSelect } from "../../components/StatusSelect";
import { SearchField } from "../../components/SearchField";
import { NarrowOnly } from "../../components/tables/NarrowOnly";
import { actionColumn } from "../../components/tables/actionColumn";
import { DataTable } from "../../components/tables/DataTable";
import type { Column } from "../../components/tables/columns";
import { statusWord } from "../../i18n/words";
import { useCan } from "../accounts/session";
import { CreatePositionPanel } from "./CreatePositionPanel";
import { EditPositionPanel } from "./EditPositionPanel";
import { OrganizationTabs } from "./OrganizationTabs";
import { allDepartments, optionsOf, useNames } from "./queries";

export const positionStatuses = ["vacant", "filled"] as const;

export interface PositionsSearch {
  q?: string | undefined;
  status?: (typeof positionStatuses)[number] | undefined;
  department?: string | undefined;
  sort?: string | undefined;
}

interface PositionsPageProps {
  search: PositionsSearch;
  onSearch: (search: PositionsSearch) => void;
}

export function PositionsPage({ search, onSearch }: PositionsPageProps) {
  const mayManage = useCan("organization:manage");
  const { q, status, department: department_id, sort } = search;
  const query = { limit: 50, q, status, department_id, sort };
  const positions = api.useInfiniteQuery("get", "/api/v1/positions", { params: { query } }, byCursor);
  const { items, more } = rowsOf(positions);
  const [edited, setEdited] = useState<Position>();
  const departments = useQuery(allDepartments);
  const columns = useColumns(mayManage ? setEdited : undefined);
  const isFiltered = Boolean(search.q ?? search.status ?? search.department);
  const departmentName = departments.data?.items.find((one) => one.id === department_id)?.title ?? t`one`;
  const without = (name: keyof PositionsSearch) => () => {
    onSearch({ ...search, [name]: undefined });
  };
  return (
    <>
      <PageHead title={t`Positions`} actions={mayManage && <CreatePositionPanel isMain />} />
      <OrganizationTabs active="positions" />
      <Group mb="sm" gap="xs">
        <SearchField
          label={t`Search by number`}
          value={search.q}
          onSearch={(q) => {
            onSearch({ ...search, q });
          }}
        />
        <StatusSelect
          statuses={positionStatuses}
          value={search.status}
          onChange={(status) => {
            onSearch({ ...search, status });
          }}
        />
        <Select
          aria-label={t`Department`}
          placeholder={t`Any department`}
          clearable
          clearButtonProps={{ "aria-label": t`Any department` }}
          searchable
          data={optionsOf(departments.data?.items)}
          value={search.department ?? null}
          onChange={(department) => {
            onSearch({ ...search, department: department ?? undefined });
          }}
          w={{ base: "100%", xs: 260 }}
        />
      </Group>
      <FilterChips
        chips={[
          ...(q ? [{ id: "q", label: t`Number: ${q}`, onRemove: without("q") }] : []),
          ...(status ? [{ id: "status", label: t`Status: ${statusWord(status)}`, onRemove: without("status") }] : []),
          ...(department_id
            ? [{ id: "department", label: t`Department: ${departmentName}`, onRemove: without("department") }]
            : []),
        ]}
        onClear={() => {
          onSearch(sort ? { sort } : {});
        }}
      />
      <Answered query={positions}>
        <DataTable
          caption={t`Positions`}
          columns={columns}
          rows={items}
          rowKey={(position) => position.id}
          more={more}
          whole={{ path: "/positions", query }}
          sort={search.sort ?? "number"}
          onSort={(sort) => {
            onSearch({ ...search, sort });
          }}
          summary={plural(items.length, { one: "# position", other: "# positions" })}
          empty={
            <EmptyState icon={IconArmchair} action={!isFiltered && mayManage && <CreatePositionPanel isMain />}>
              {isFiltered
                ? t`No position matches these filters.`
                : t`A position is one seat in the budget. Lists are certified to vacant positions.`}
            </EmptyState>
          }
        />
      </Answered>
      {edited && (
        <EditPositionPanel
          key={edited.id}
          position={edited}
          onClose={() => {
            setEdited(undefined);
          }}
        />
      )}
    </>
  );
}

function useColumns(onEdit: ((position: Position) => void) | undefined): Column<Position>[] {
  const { department, jobClass } = useNames();
  return useMemo(
    () => [
      {
        id: "number",
        header: t`Number`,
        rowHeader: true,
        sort: "number",
        nowrap: true,
        cell: (one) => (
          <>
            {one.number}
            <NarrowOnly>
              <LifecycleBadge status={one.status} quiet />
            </NarrowOnly>
          </>
        ),
        text: (one) => one.number,
      },
      { id: "title", header: t`Title`, sort: "title", cell: (one) => one.title, text: (one) => one.title },
      {
        id: "department",
        header: t`Department`,
        wideOnly: true,
        cell: (one) => department(one.department_id),
        text: (one) => department(one.department_id),
        keys: ["department", "department_title"],
      },
      {
        id: "class",
        header: t`Job class`,
        wideOnly: true,
        cell: (one) => jobClass(one.job_class_id),
        text: (one) => jobClass(one.job_class_id),
        keys: ["class", "class_title"],
      },
      {
        id: "requisition",
        header: t`Requisition`,
        nowrap: true,
        wideOnly: true,
        cell: (one) => one.requisition_number ?? "",
        text: (one) => one.requisition_number ?? "",
      },
      {
        id: "employment",
        header: t`Employment`,
        wideOnly: true,
        cell: (one) => statusWord(one.employment),
        text: (one) => one.employment,
      },
      {
        id: "status",
        header: t`Status`,
        wideOnly: true,
        cell: (one) => <LifecycleBadge status={one.status} />,
        text: (one) => one.status,
      },
      ...(onEdit
        ? [actionColumn<Position>({ label: t`Change`, named: (one) => t`Change ${one.number}`, onAct: onEdit })]
        : []),
    ],
    [department, jobClass, onEdit],
  );
}
