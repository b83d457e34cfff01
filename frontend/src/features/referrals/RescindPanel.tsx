import { t } from "@lingui/core/macro";
import { Select, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { api } from "../../api/client";
import type { Referral, Standing } from "../../api/types";
import { ConfirmPanel } from "../../components/feedback/ConfirmPanel";
import { ProseField } from "../../components/ProseField";
import type { Decided } from "./DispositionPanel";
import { reasonCodesQuery, referralChanged } from "./queries";

interface RescindPanelProps {
  referral: Referral;
  standing: Standing;
  onClose: () => void;
  onDecided: (decided: Decided) => void;
}

/** Undoes a hire, with a reason; the ledger keeps both. */
export function RescindPanel({ referral, standing, onClose, onDecided }: RescindPanelProps) {
  const [reason, setReason] = useState<string | null>(null);
  const [note, setNote] = useState("");
  const reasons = useQuery(reasonCodesQuery("rescind"));
  const name = standing.person.display_name;
  const rescind = api.useMutation("post", "/api/v1/referrals/{referral_id}/eligibles/{eligible_id}/rescind", {
    meta: referralChanged,
    onSuccess: ({ eligible, moved }) => {
      onDecided({ name, disposition: eligible.disposition, moved });
      onClose();
    },
  });
  return (
    <ConfirmPanel
      opened
      onClose={onClose}
      title={t`Rescind the hire of ${name}`}
      action={t`Rescind hire`}
      disabled={!reason}
      isPending={rescind.isPending}
      error={rescind.error}
      onConfirm={() => {
        if (reason)
          rescind.mutate({
            params: { path: { referral_id: referral.id, eligible_id: standing.eligible_id } },
            body: { reason_code: reason, ...(note && { note }) },
          });
      }}
    >
      <Text>{t`The appointment ends, the position is vacant again, and the person returns to the list.`}</Text>
      <Select
        label={t`Reason`}
        required
        searchable
        data={(reasons.data?.items ?? []).map((one) => ({ value: one.code, label: one.title }))}
        value={reason}
        onChange={setReason}
      />
      <ProseField label={t`Note`} value={note} onChange={setNote} />
    </ConfirmPanel>
  );
}
