import { Box } from "@mantine/core";
import { useQueryErrorResetBoundary } from "@tanstack/react-query";
import { useRouter, type ErrorComponentProps } from "@tanstack/react-router";

import { ProblemAlert } from "./ProblemAlert";

/** The one error boundary of every route. */
export function RouteProblem({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const { reset: resetQueries } = useQueryErrorResetBoundary();
  return (
    <Box py="lg" maw={720}>
      <ProblemAlert
        error={error}
        retry={() => {
          resetQueries();
          reset();
          void router.invalidate();
        }}
      />
    </Box>
  );
}
