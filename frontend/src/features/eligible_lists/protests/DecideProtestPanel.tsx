import { t } from "@lingui/core/macro";
import { Drawer, Radio, Stack, Text } from "@mantine/core";
import { useState } from "react";

import { api, ifMatch } from "../../../api/client";
import type { EligibleList, Protest } from "../../../api/types";
import { ConfirmPanel } from "../../../components/feedback/ConfirmPanel";
import { Facts } from "../../../components/Facts";
import { useFocusBack } from "../../../components/feedback/focusBack";
import { Note } from "../../../components/feedback/Note";
import { ProseField } from "../../../components/ProseField";
import { CivilDate, Instant } from "../../../components/time/Instant";
import { plain } from "../../../i18n/words";
import { listChanged } from "../queries";
import { ProtestBadge } from "./ProtestBadge";

interface DecideProtestPanelProps {
  list: EligibleList;
  protest: Protest;
  mayDecide: boolean;
  onClose: () => void;
}

/** A protest with its grounds; while it is undecided, whoever may decide it does so here. */
export function DecideProtestPanel(props: DecideProtestPanelProps) {
  const { protest, mayDecide, onClose } = props;
  useFocusBack();
  if (protest.status === "filed" && mayDecide) return <Decide {...props} />;
  return (
    <Drawer
      opened
      onClose={onClose}
      title={<strong>{protest.number}</strong>}
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      <Stack>
        <Grounds protest={protest} />
        {protest.decision_reason && <Text style={{ whiteSpace: "pre-wrap" }}>{protest.decision_reason}</Text>}
        {protest.decided_at && (
          <Text c="dimmed">
            <Instant at={protest.decided_at} />
          </Text>
        )}
        {protest.status === "granted" && <GrantedNext />}
      </Stack>
    </Drawer>
  );
}

type Decision = "grant" | "deny" | "withdraw";
const decisions: Record<Decision, () => string> = {
  grant: () => t`Grant`,
  deny: () => t`Deny`,
  withdraw: () => t`Note as withdrawn`,
};

function Decide({ list, protest, onClose }: DecideProtestPanelProps) {
  const [decision, setDecision] = useState<Decision | "">("");
  const [reason, setReason] = useState("");
  const decide = api.useMutation("post", "/api/v1/eligible-lists/{list_id}/protests/{protest_id}/decision", {
    meta: listChanged,
    onSuccess: onClose,
  });
  return (
    <ConfirmPanel
      opened
      onClose={onClose}
      title={protest.number}
      action={decision === "" ? t`Decide` : decisions[decision]()}
      disabled={decision === "" || !reason.trim()}
      isPending={decide.isPending}
      error={decide.error}
      onConfirm={() => {
        if (decision === "") return;
        decide.mutate({
          params: { path: { list_id: list.id, protest_id: protest.id } },
          headers: ifMatch(protest),
          body: { decision, reason },
        });
      }}
    >
      <Grounds protest={protest} />
      <Radio.Group
        label={t`Decision`}
        description={t`A protest is decided once.`}
        value={decision}
        onChange={(value) => {
          setDecision(value as Decision);
        }}
      >
        <Stack gap={8} mt={6}>
          {(Object.keys(decisions) as Decision[]).map((value) => (
            <Radio key={value} value={value} label={decisions[value]()} />
          ))}
        </Stack>
      </Radio.Group>
      {decision === "grant" && <GrantedNext />}
      <ProseField label={t`Reason`} required minRows={3} maxLength={5000} value={reason} onChange={setReason} />
    </ConfirmPanel>
  );
}

function Grounds({ protest }: { protest: Protest }) {
  return (
    <>
      <Facts
        items={[
          { term: t`Person`, value: protest.person.display_name },
          { term: t`About`, value: plain(protest.kind) },
          { term: t`Filed`, value: <CivilDate on={protest.filed_on} /> },
          { term: t`Status`, value: <ProtestBadge status={protest.status} /> },
        ]}
      />
      {protest.is_late && <Note tone="amber">{t`It came after the inspection period.`}</Note>}
      <Text style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>{protest.grounds}</Text>
    </>
  );
}

const GrantedNext = () => (
  <Note tone="blue">{t`A granted protest changes no score by itself: correct the result, then score the list again.`}</Note>
);
