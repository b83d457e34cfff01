import { createFileRoute } from "@tanstack/react-router";
import { useCallback } from "react";

import { compact, someOf, textOf } from "../../components/search";
import { LedgerPage, ledgerKinds, type LedgerSearch } from "../../features/audit/LedgerPage";

const dayOf = (search: Record<string, unknown>, name: string) => {
  const day = textOf(search, name);
  return day && /^\d{4}-\d{2}-\d{2}$/.test(day) ? day : undefined;
};

export const Route = createFileRoute("/_console/ledger")({
  staticData: { needs: "ledger:read" },
  validateSearch: (search: Record<string, unknown>): LedgerSearch => ({
    kind: someOf(search.kind, ledgerKinds),
    event: textOf(search, "event"),
    actor: textOf(search, "actor"),
    from: dayOf(search, "from"),
    to: dayOf(search, "to"),
    open: textOf(search, "open"),
  }),
  component: LedgerRoute,
});

function LedgerRoute() {
  const navigate = Route.useNavigate();
  const onSearch = useCallback(
    (search: LedgerSearch) => void navigate({ search: compact(search), replace: true, resetScroll: false }),
    [navigate],
  );
  return <LedgerPage search={Route.useSearch()} onSearch={onSearch} />;
}
