import { t } from "@lingui/core/macro";
import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { api } from "../../api/client";
import { Answered } from "../../components/feedback/Answered";
import { ProblemAlert } from "../../components/feedback/ProblemAlert";
import { AskForPaper } from "../documents/AskForPaper";
import { DocumentsTable } from "../documents/DocumentsTable";
import { whileMaking } from "../documents/polling";

/** Papers of the referral: asked for here, made by the worker, kept as they were made. */
export function DocumentsTab({ referralId }: { referralId: string }) {
  const params = { path: { referral_id: referralId } };
  const documents = useQuery({
    ...api.queryOptions("get", "/api/v1/referrals/{referral_id}/documents", { params }),
    refetchInterval: whileMaking,
  });
  const ask = api.useMutation("post", "/api/v1/referrals/{referral_id}/documents", {
    meta: { invalidates: ["/api/v1/jobs", "/api/v1/referrals"] },
  });
  return (
    <Stack>
      {ask.error && <ProblemAlert error={ask.error} />}
      <AskForPaper
        title={t`Certification report`}
        about={t`The rule, the positions, everybody the referral reached, what was decided and why, with the digest of the certificate.`}
        isAsking={ask.isPending}
        onAsk={(format) => {
          ask.mutate({ params, body: { kind: "certification_report", format } });
        }}
      />
      <Answered query={documents} rows={2}>
        <DocumentsTable
          documents={documents.data?.items ?? []}
          empty={t`No document has been made of this referral yet. Ask for one above.`}
        />
      </Answered>
    </Stack>
  );
}
