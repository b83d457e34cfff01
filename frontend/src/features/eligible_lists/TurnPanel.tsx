import { plural, t } from "@lingui/core/macro";
import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { api, ifMatch } from "../../api/client";
import type { EligibleList } from "../../api/types";
import { ConfirmPanel } from "../../components/feedback/ConfirmPanel";
import { Note } from "../../components/feedback/Note";
import { ProseField } from "../../components/ProseField";
import { listChanged, outlookQuery } from "./queries";

export type Turn = "withdraw" | "exhaust" | "reopen";

const ranks = (count: number) => plural(count, { one: "# rank", other: "# ranks" });
const referrals = (count: number) => plural(count, { one: "# open referral", other: "# open referrals" });

/** Taking back a posting, declaring a list exhausted, taking it back into use. */
export function TurnPanel({ list, turn, onClose }: { list: EligibleList; turn: Turn; onClose: () => void }) {
  const [reason, setReason] = useState("");
  const outlook = useQuery(outlookQuery(list.id));
  const done = { meta: listChanged, onSuccess: onClose };
  const withdraw = api.useMutation("post", "/api/v1/eligible-lists/{list_id}/withdraw", done);
  const exhaust = api.useMutation("post", "/api/v1/eligible-lists/{list_id}/exhaust", done);
  const reopen = api.useMutation("post", "/api/v1/eligible-lists/{list_id}/reopen", done);
  const act = { withdraw, exhaust, reopen }[turn];
  const available = ranks(outlook.data?.ranks_available ?? 0);
  const open = referrals(outlook.data?.open_referrals ?? 0);
  const words = {
    withdraw: {
      title: t`Take back the posting of ${list.code}`,
      action: t`Take back posting`,
      says: t`The score report is no longer public and results may change again. The list is posted anew afterwards, with a new inspection period. Protests stay on record.`,
    },
    exhaust: {
      title: t`Declare ${list.code} exhausted`,
      action: t`Declare exhausted`,
      says: t`${available} still have somebody available. No new certification from here on; ${open} may finish. Under the Rule of Three Scores a list with fewer than three available scores counts as exhausted; whether to use a short list is the appointing officer's choice.`,
    },
    reopen: {
      title: t`Take ${list.code} back into use`,
      action: t`Take back into use`,
      says: t`${available} have somebody available. The list may be certified again.`,
    },
  }[turn];
  return (
    <ConfirmPanel
      opened
      onClose={onClose}
      title={words.title}
      action={words.action}
      disabled={!reason.trim()}
      isPending={act.isPending}
      error={act.error}
      onConfirm={() => {
        act.mutate({ params: { path: { list_id: list.id } }, headers: ifMatch(list), body: { reason } });
      }}
    >
      {turn === "exhaust" ? <Note tone="amber">{words.says}</Note> : <Text>{words.says}</Text>}
      <ProseField label={t`Reason`} required value={reason} onChange={setReason} />
    </ConfirmPanel>
  );
}
