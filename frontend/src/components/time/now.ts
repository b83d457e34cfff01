import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { api } from "../../api/client";
import { useSession } from "../../features/accounts/session";

export const demoClock = api.queryOptions("get", "/api/v1/demo/clock", {}, { staleTime: 60_000 });

/** Now by the server's deadline clock: the demo clock where there is one. Ticks every ten seconds. */
export function useNow(): Date {
  const { agency } = useSession();
  const { data, dataUpdatedAt } = useQuery({ ...demoClock, enabled: agency.is_demo });
  const [tick, setTick] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      setTick(Date.now());
    }, 10_000);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return data ? new Date(new Date(data.now).getTime() + Math.max(0, tick - dataUpdatedAt)) : new Date(tick);
}

/** The agency's civil date now, as it is written: 2026-11-22. */
export function useToday(): string {
  const { agency } = useSession();
  return new Intl.DateTimeFormat("en-CA", { timeZone: agency.zone }).format(useNow());
}
