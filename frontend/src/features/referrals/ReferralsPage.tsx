import { t } from "@lingui/core/macro";
import { Checkbox, Group, Select } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { IconPlus, IconSend } from "@tabler/icons-react";

import { api } from "../../api/client";
import { referralStatuses, type ReferralStatus } from "../../api/types";
import { EmptyState } from "../../components/feedback/EmptyState";
import { FilterChips } from "../../components/FilterChips";
import { ButtonLink } from "../../components/links";
import { PageHead } from "../../components/PageHead";
import { SearchField } from "../../components/SearchField";
import { StatusSelect } from "../../components/StatusSelect";
import { statusWord } from "../../i18n/words";
import { useCan } from "../accounts/session";
import { allDepartments, optionsOf } from "../organization/queries";
import { ReferralTabs } from "./ReferralTabs";
import { ReferralsTable, type ReferralSort } from "./ReferralsTable";

export const referralSorts = [
  "certified_at",
  "-certified_at",
  "number",
  "-number",
  "report_back_on",
  "-report_back_on",
] as const satisfies readonly ReferralSort[];

export interface ReferralsSearch {
  status?: ReferralStatus | undefined;
  department?: string | undefined;
  overdue?: boolean | undefined;
  q?: string | undefined;
  sort?: ReferralSort | undefined;
}

interface ReferralsPageProps {
  search: ReferralsSearch;
  onSearch: (search: ReferralsSearch) => void;
}

/** Referrals by status, department, number and how late their report is. */
export function ReferralsPage({ search, onSearch }: ReferralsPageProps) {
  const mayCertify = useCan("referrals:certify");
  const departments = useQuery(allDepartments);
  const { status, department, overdue, q, sort } = search;
  const others = {
    ...(department && { department_id: department }),
    ...(overdue && { overdue }),
    ...(q && { q }),
  };
  const counts = useQuery({
    ...api.queryOptions("get", "/api/v1/referrals/counts", { params: { query: others } }),
    placeholderData: keepPreviousData,
  });
  const create = mayCertify && (
    <ButtonLink to="/referrals/new" search={{}} leftSection={<IconPlus size={16} aria-hidden="true" />}>
      {t`New referral`}
    </ButtonLink>
  );
  const departmentName = departments.data?.items.find((one) => one.id === department)?.title ?? t`one`;
  const without = (name: keyof ReferralsSearch) => () => {
    onSearch({ ...search, [name]: undefined });
  };
  const isNarrowed = status !== undefined || department !== undefined || overdue === true || q !== undefined;
  return (
    <>
      <PageHead title={t`Referrals`} actions={create} />
      <ReferralTabs active="referrals" />
      <Group mb="sm" align="center">
        <SearchField
          label={t`Search by number`}
          value={q}
          onSearch={(next) => {
            onSearch({ ...search, q: next });
          }}
        />
        <StatusSelect
          statuses={referralStatuses}
          counts={counts.data?.by_status}
          value={status}
          onChange={(next) => {
            onSearch({ ...search, status: next });
          }}
        />
        <Select
          aria-label={t`Department`}
          placeholder={t`Any department`}
          clearable
          searchable
          clearButtonProps={{ "aria-label": t`Any department` }}
          data={optionsOf(departments.data?.items)}
          value={department ?? null}
          onChange={(next) => {
            onSearch({ ...search, department: next ?? undefined });
          }}
          w={{ base: "100%", xs: 240 }}
        />
        <Checkbox
          label={t`Report back overdue`}
          checked={overdue === true}
          onChange={(event) => {
            onSearch({ ...search, overdue: event.currentTarget.checked || undefined });
          }}
        />
      </Group>
      <FilterChips
        chips={[
          ...(q ? [{ id: "q", label: t`Number: ${q}`, onRemove: without("q") }] : []),
          ...(status ? [{ id: "status", label: t`Status: ${statusWord(status)}`, onRemove: without("status") }] : []),
          ...(department
            ? [{ id: "department", label: t`Department: ${departmentName}`, onRemove: without("department") }]
            : []),
          ...(overdue ? [{ id: "overdue", label: t`Report back overdue`, onRemove: without("overdue") }] : []),
        ]}
        onClear={() => {
          onSearch(sort ? { sort } : {});
        }}
      />
      <ReferralsTable
        query={{ ...others, ...(status && { status }) }}
        sort={sort}
        onSort={(next) => {
          onSearch({ ...search, sort: referralSorts.find((one) => one === next) });
        }}
        empty={
          <EmptyState icon={IconSend} action={!isNarrowed && create}>
            {isNarrowed
              ? t`No referral is like this.`
              : t`A referral names the people who may be considered for a position. Certify an adopted list to make one.`}
          </EmptyState>
        }
      />
    </>
  );
}
