import { t } from "@lingui/core/macro";
import { Text, TextInput } from "@mantine/core";
import { useState } from "react";

import { api, ifMatch } from "../../api/client";
import type { Referral } from "../../api/types";
import { ConfirmPanel } from "../../components/feedback/ConfirmPanel";
import { ProseField } from "../../components/ProseField";
import { referralChanged } from "./queries";

interface PanelProps {
  referral: Referral;
  onClose: () => void;
}

/** Takes a position off the referral, with the reason. */
export function RemovePositionPanel({
  referral,
  position,
  onClose,
}: PanelProps & { position: Referral["positions"][number] }) {
  const [reason, setReason] = useState("");
  const remove = api.useMutation("delete", "/api/v1/referrals/{referral_id}/positions/{position_id}", {
    meta: referralChanged,
    onSuccess: onClose,
  });
  const [now, then] = [referral.positions_counted, referral.positions_counted - 1];
  return (
    <ConfirmPanel
      opened
      onClose={onClose}
      title={t`Remove position ${position.number}`}
      action={t`Remove position`}
      disabled={!reason.trim()}
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() => {
        remove.mutate({
          params: { path: { referral_id: referral.id, position_id: position.id }, query: { reason } },
          headers: ifMatch(referral),
        });
      }}
    >
      <Text>
        {t`The rule counts ${then} positions instead of ${now}, so the line may move up. Where the rule allows it, people below the new line fall out of reach; whoever was decided on stays decided.`}
      </Text>
      <ProseField label={t`Reason`} required value={reason} onChange={setReason} />
    </ConfirmPanel>
  );
}

/** The day to report back by, and the note. */
export function EditReferralPanel({ referral: latest, onClose }: PanelProps) {
  // What the fields were filled from: the page behind may read a newer one meanwhile.
  const [referral] = useState(latest);
  const [due, setDue] = useState(referral.report_back_on ?? "");
  const [note, setNote] = useState(referral.note ?? "");
  const change = api.useMutation("patch", "/api/v1/referrals/{referral_id}", {
    meta: referralChanged,
    onSuccess: onClose,
  });
  return (
    <ConfirmPanel
      opened
      onClose={onClose}
      title={t`Report-back date and note`}
      action={t`Save`}
      isPending={change.isPending}
      error={change.error}
      onConfirm={() => {
        change.mutate({
          params: { path: { referral_id: referral.id } },
          headers: ifMatch(referral, change.error),
          body: { report_back_on: due || null, note: note || null },
        });
      }}
    >
      <TextInput
        type="date"
        label={t`Report back by`}
        description={t`Nobody's standing depends on this day; the referral is listed as overdue after it.`}
        value={due}
        onChange={(event) => {
          setDue(event.currentTarget.value);
        }}
      />
      <ProseField label={t`Note`} minRows={3} value={note} onChange={setNote} />
    </ConfirmPanel>
  );
}
