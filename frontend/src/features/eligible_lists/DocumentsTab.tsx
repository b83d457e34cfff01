import { t } from "@lingui/core/macro";

import { api } from "../../api/client";
import type { EligibleList } from "../../api/types";
import { RequestDocuments } from "../documents/RequestDocuments";

export function DocumentsTab({ list }: { list: EligibleList }) {
  const request = api.useMutation("post", "/api/v1/eligible-lists/{list_id}/documents", {
    meta: { invalidates: ["/api/v1/jobs"] },
  });
  return (
    <RequestDocuments
      kinds={[
        {
          kind: "score_report",
          title: t`Score report`,
          about: t`How many people stand on each score and rank. No names; public once the list is posted.`,
        },
        {
          kind: "eligible_list",
          title: t`Eligible list`,
          about: t`Everyone on the list with rank, score and status. Holds names.`,
        },
      ]}
      isEmpty={list.counts.eligibles === 0}
      error={request.error}
      onRequest={async (kind, format) =>
        (await request.mutateAsync({ params: { path: { list_id: list.id } }, body: { kind, format } })).id
      }
    />
  );
}
