import { useQueryErrorResetBoundary } from "@tanstack/react-query";
import { useRouter, type ErrorComponentProps } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";

import { asProblem } from "../../api/problem";
import { FaultPage } from "./FaultPage";

/** The one error boundary of every route. */
export function RouteProblem({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const { reset: resetQueries } = useQueryErrorResetBoundary();
  const problem = useMemo(() => asProblem(error), [error]);
  const retry = useCallback(() => {
    resetQueries();
    reset();
    void router.invalidate();
  }, [reset, resetQueries, router]);
  return <FaultPage problem={problem} retry={retry} />;
}
