import { plural, t } from "@lingui/core/macro";
import { Button, Menu, Select, Text } from "@mantine/core";
import { IconDots, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { api, ifMatch } from "../../api/client";
import type { Referral } from "../../api/types";
import { ConfirmPanel } from "../../components/feedback/ConfirmPanel";
import { ProseField } from "../../components/ProseField";
import { useCan } from "../accounts/session";
import { freePositions } from "../organization/queries";
import { EditReferralPanel } from "./EditPanels";
import { referralChanged } from "./queries";

type Action = "close" | "cancel" | "reopen";

interface PanelProps {
  referral: Referral;
  onClose: () => void;
}

/** What can be done with the referral as a whole. */
export function ReferralActions({ referral }: { referral: Referral }) {
  const mayCertify = useCan("referrals:certify");
  const [action, setAction] = useState<Action | "position" | "edit" | null>(null);
  const isOpen = referral.status === "certified";
  const mayReopen = ["filled", "closed_unfilled", "expired"].includes(referral.status);
  if (!mayCertify || (!isOpen && !mayReopen)) return null;
  const close = () => {
    setAction(null);
  };
  const choose = (next: Action | "position" | "edit") => () => {
    setAction(next);
  };
  return (
    <>
      {isOpen && (
        <Button variant="default" leftSection={<IconPlus size={16} aria-hidden="true" />} onClick={choose("position")}>
          {t`Add position`}
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" px={8} aria-label={t`More actions`}>
            <IconDots size={18} aria-hidden="true" />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={choose("edit")}>{t`Report-back date and note…`}</Menu.Item>
          <Menu.Item
            onClick={() => {
              window.print();
            }}
          >{t`Print`}</Menu.Item>
          {isOpen && <Menu.Item onClick={choose("close")}>{t`Close referral…`}</Menu.Item>}
          {isOpen && <Menu.Item onClick={choose("cancel")}>{t`Cancel referral…`}</Menu.Item>}
          {mayReopen && <Menu.Item onClick={choose("reopen")}>{t`Reopen referral…`}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      {action === "position" && <AddPositionPanel referral={referral} onClose={close} />}
      {action === "edit" && <EditReferralPanel referral={referral} onClose={close} />}
      {action !== null && action !== "position" && action !== "edit" && (
        <StatusPanel key={action} action={action} referral={referral} onClose={close} />
      )}
    </>
  );
}

function AddPositionPanel({ referral, onClose }: PanelProps) {
  const [positionId, setPositionId] = useState<string | null>(null);
  const positions = useQuery(freePositions).data?.items ?? [];
  const add = api.useMutation("post", "/api/v1/referrals/{referral_id}/positions", {
    meta: referralChanged,
    onSuccess: onClose,
  });
  const attached = new Set(referral.positions.map((position) => position.id));
  return (
    <ConfirmPanel
      opened
      onClose={onClose}
      title={t`Add a position to ${referral.number}`}
      action={t`Add position`}
      disabled={!positionId}
      isPending={add.isPending}
      error={add.error}
      onConfirm={() => {
        if (positionId)
          add.mutate({
            params: { path: { referral_id: referral.id } },
            headers: ifMatch(referral),
            body: { position_id: positionId },
          });
      }}
    >
      <Text>{t`The rule counts one position more, so the line moves down; nobody in reach leaves it.`}</Text>
      <Select
        label={t`Vacant position`}
        searchable
        required
        nothingFoundMessage={t`No free position`}
        data={positions
          .filter((position) => !attached.has(position.id))
          .map((position) => ({ value: position.id, label: `${position.number} · ${position.title}` }))}
        value={positionId}
        onChange={setPositionId}
      />
    </ConfirmPanel>
  );
}

const told = (sentences: string[]) => sentences.filter(Boolean).join(" ");

/** What ends with a referral, for those it reached and those it shares positions with. */
const ending = ({ names_in_reach, pooled_with }: Referral) => [
  plural(names_in_reach, {
    0: "",
    one: "# person in reach is considered no further here.",
    other: "# people in reach are considered no further here.",
  }),
  plural(pooled_with.length, {
    0: "",
    one: "# pooled referral counts fewer positions.",
    other: "# pooled referrals count fewer positions.",
  }),
];

function closing(referral: Referral): string {
  const hires = referral.positions.filter((one) => one.hired_eligible_id).length;
  return told([
    plural(hires, { 0: "Nobody was hired.", one: "# person was hired.", other: "# people were hired." }),
    plural(referral.positions.length - hires, {
      0: "",
      one: "# position is still vacant and becomes free for another referral.",
      other: "# positions are still vacant and become free for another referral.",
    }),
    ...ending(referral),
    t`It can be reopened.`,
  ]);
}

const cancelling = (referral: Referral) =>
  told([
    plural(referral.positions.length, { one: "# position becomes free.", other: "# positions become free." }),
    ...ending(referral),
    t`What was recorded stays in the ledger. It cannot be reopened.`,
  ]);

function StatusPanel({ action, referral, onClose }: PanelProps & { action: Action }) {
  const [reason, setReason] = useState("");
  const options = { meta: referralChanged, onSuccess: onClose };
  const close = api.useMutation("post", "/api/v1/referrals/{referral_id}/close", options);
  const cancel = api.useMutation("post", "/api/v1/referrals/{referral_id}/cancel", options);
  const reopen = api.useMutation("post", "/api/v1/referrals/{referral_id}/reopen", options);
  const params = { path: { referral_id: referral.id } };
  const acts = {
    close: {
      title: t`Close ${referral.number}`,
      action: t`Close referral`,
      about: closing(referral),
      mutation: close,
      run: () => {
        close.mutate({ params, body: reason.trim() ? { reason } : {} });
      },
    },
    cancel: {
      title: t`Cancel ${referral.number}`,
      action: t`Cancel referral`,
      about: cancelling(referral),
      mutation: cancel,
      run: () => {
        cancel.mutate({ params, body: { reason } });
      },
    },
    reopen: {
      title: t`Reopen ${referral.number}`,
      action: t`Reopen referral`,
      about: t`Its positions are attached again, save those taken meanwhile, and the line is computed as of now. Whoever was not considered because it closed is where they were.`,
      mutation: reopen,
      run: () => {
        reopen.mutate({ params, body: { reason } });
      },
    },
  }[action];
  return (
    <ConfirmPanel
      opened
      onClose={onClose}
      title={acts.title}
      action={acts.action}
      danger={action === "cancel"}
      typed={action === "cancel" ? referral.number : undefined}
      disabled={action !== "close" && !reason.trim()}
      isPending={acts.mutation.isPending}
      error={acts.mutation.error}
      onConfirm={acts.run}
    >
      <Text>{acts.about}</Text>
      <ProseField
        label={action === "close" ? t`Reason (needed while a position is vacant)` : t`Reason`}
        required={action !== "close"}
        value={reason}
        onChange={setReason}
      />
    </ConfirmPanel>
  );
}
