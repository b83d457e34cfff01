import type { ReactNode } from "react";

import { ProblemAlert } from "./ProblemAlert";
import { TableSkeleton } from "./Skeletons";

interface AnsweredProps {
  query: { error: unknown; isPending: boolean; refetch: () => unknown };
  /** How many rows the table will roughly have. */
  rows?: number;
  children: ReactNode;
}

/** What a table shows once its query is answered; until then its shape, and where the query failed what to do. */
export function Answered({ query, rows, children }: AnsweredProps) {
  if (query.error) return <ProblemAlert error={query.error} retry={() => void query.refetch()} />;
  if (query.isPending) return <TableSkeleton {...(rows && { rows })} />;
  return children;
}
