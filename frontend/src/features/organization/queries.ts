import { useQuery } from "@tanstack/react-query";

import { api } from "../../api/client";

const all = { params: { query: { limit: 500 } } };
const slow = { staleTime: 60_000 };

export const allDepartments = api.queryOptions("get", "/api/v1/departments", all, slow);
export const allJobClasses = api.queryOptions("get", "/api/v1/job-classes", all, slow);

export const vacantPositions = api.queryOptions("get", "/api/v1/positions", {
  params: { query: { status: "vacant", limit: 500 } },
});

/** Vacant and on no open referral: what can be certified to. */
export const freePositions = api.queryOptions("get", "/api/v1/positions", {
  params: { query: { status: "vacant", is_referred: false, limit: 500 } },
});

interface Titled {
  id: string;
  code: string;
  title: string;
}

export const named = ({ code, title }: Titled) => `${code} ${title}`;

/** Names of departments and job classes by id, for tables that hold ids. */
export function useNames(): { department: (id: string) => string; jobClass: (id: string) => string } {
  const departments = useQuery(allDepartments).data?.items ?? [];
  const classes = useQuery(allJobClasses).data?.items ?? [];
  const find = (items: Titled[]) => (id: string) => {
    const item = items.find((one) => one.id === id);
    return item ? named(item) : "";
  };
  return { department: find(departments), jobClass: find(classes) };
}

/** Options of a select from anything with a code and a title. */
export const optionsOf = (items: Titled[] | undefined) =>
  (items ?? []).map((item) => ({ value: item.id, label: named(item) }));

export const agencySettings = api.queryOptions("get", "/api/v1/agency", {}, { staleTime: 60_000 });
