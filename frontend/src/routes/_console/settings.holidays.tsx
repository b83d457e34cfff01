import { createFileRoute } from "@tanstack/react-router";

import { textOf } from "../../components/search";
import { useNow } from "../../components/time/now";
import { HolidaysPage } from "../../features/organization/HolidaysPage";

export const Route = createFileRoute("/_console/settings/holidays")({
  // As the settings that lead here.
  staticData: { needs: "rules:read" },
  validateSearch: (search: Record<string, unknown>): { year?: string | undefined } => ({
    year: /^(19|[2-9]\d)\d{2}$/.test(textOf(search, "year") ?? "") ? textOf(search, "year") : undefined,
  }),
  component: HolidaysRoute,
});

function HolidaysRoute() {
  const { year } = Route.useSearch();
  const now = useNow();
  return <HolidaysPage year={year ? Number(year) : now.getFullYear()} />;
}
