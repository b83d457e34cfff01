import { t } from "@lingui/core/macro";
import { Stack } from "@mantine/core";
import { IconFiles } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";

import { api } from "../../api/client";
import type { EligibleList } from "../../api/types";
import { Answered } from "../../components/feedback/Answered";
import { EmptyState } from "../../components/feedback/EmptyState";
import { ProblemAlert } from "../../components/feedback/ProblemAlert";
import { useCan } from "../accounts/session";
import { AskForPaper } from "../documents/AskForPaper";
import { DocumentsTable } from "../documents/DocumentsTable";
import { whileMaking } from "../documents/polling";
import { LISTS } from "./queries";

/** Papers of the list: asked for here, made by the worker, kept as they were made. */
export function DocumentsTab({ list }: { list: EligibleList }) {
  const mayAsk = useCan("lists:manage");
  const params = { path: { list_id: list.id } };
  const documents = useQuery({
    ...api.queryOptions("get", "/api/v1/eligible-lists/{list_id}/documents", { params }),
    refetchInterval: whileMaking,
  });
  const ask = api.useMutation("post", "/api/v1/eligible-lists/{list_id}/documents", {
    meta: { invalidates: ["/api/v1/jobs", LISTS] },
  });
  if (list.counts.eligibles === 0)
    return <EmptyState icon={IconFiles}>{t`There is nothing to report before the list is scored.`}</EmptyState>;
  return (
    <Stack>
      {ask.error && <ProblemAlert error={ask.error} />}
      {mayAsk && (
        <>
          <AskForPaper
            title={t`Score report`}
            about={t`How many people stand on each score and rank. No names; public once the list is posted.`}
            isAsking={ask.isPending}
            onAsk={(format) => {
              ask.mutate({ params, body: { kind: "score_report", format } });
            }}
          />
          <AskForPaper
            title={t`Eligible list`}
            about={t`Everybody available, by rank and name. It holds names: publish it only where the rules say so.`}
            isAsking={ask.isPending}
            onAsk={(format) => {
              ask.mutate({ params, body: { kind: "eligible_list", format } });
            }}
          />
        </>
      )}
      <Answered query={documents} rows={2}>
        <DocumentsTable
          documents={documents.data?.items ?? []}
          empty={
            mayAsk
              ? t`No document has been made of this list yet. Ask for one above.`
              : t`No document has been made of this list yet.`
          }
        />
      </Answered>
    </Stack>
  );
}
