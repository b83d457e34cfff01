import { t } from "@lingui/core/macro";

import { FaultPage } from "./FaultPage";

/** A page that the role does not include: its address was typed, kept or passed on by somebody else. */
export function ClosedPage() {
  const problem = {
    status: 403,
    code: "forbidden",
    title: t`This is not open to you`,
    detail: "",
    errors: [],
    requestId: null,
    version: null,
  };
  return <FaultPage problem={problem} retry={() => undefined} />;
}
