import { plural, t } from "@lingui/core/macro";
import { Group, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { api, ifMatch } from "../../api/client";
import type { EligibleList } from "../../api/types";
import { ConfirmPanel } from "../../components/feedback/ConfirmPanel";
import { Note } from "../../components/feedback/Note";
import { ProseField } from "../../components/ProseField";
import { CivilDate } from "../../components/time/Instant";
import { listChanged, outlookQuery } from "./queries";

export type LifecycleAction = "post" | "adopt" | "extend" | "cancel";

interface PanelProps {
  list: EligibleList;
  onClose: () => void;
}

/** The side panel of the life-cycle action in hand: each states what it will do before it does it. */
export function LifecyclePanel({ list, action, onClose }: PanelProps & { action: LifecycleAction | null }) {
  if (action === "post") return <PostPanel list={list} onClose={onClose} />;
  if (action === "adopt") return <AdoptPanel list={list} onClose={onClose} />;
  if (action === "extend") return <ExtendPanel list={list} onClose={onClose} />;
  if (action === "cancel") return <CancelPanel list={list} onClose={onClose} />;
  return null;
}

const of = (list: EligibleList) => ({ params: { path: { list_id: list.id } }, headers: ifMatch(list) });

const people = (count: number) => plural(count, { one: "# eligible", other: "# eligibles" });
const ranksOf = (count: number) => plural(count, { one: "# rank", other: "# ranks" });

function PostPanel({ list, onClose }: PanelProps) {
  const [starts, setStarts] = useState("");
  const [ends, setEnds] = useState("");
  const outlook = useQuery(outlookQuery(list.id));
  const post = api.useMutation("post", "/api/v1/eligible-lists/{list_id}/post", {
    meta: listChanged,
    onSuccess: onClose,
  });
  const who = people(list.counts.eligibles);
  const ranks = ranksOf(list.counts.ranks);
  return (
    <ConfirmPanel
      opened
      onClose={onClose}
      title={t`Post ${list.code}`}
      action={t`Post list`}
      isPending={post.isPending}
      error={post.error}
      onConfirm={() => {
        post.mutate({
          ...of(list),
          body: { ...(starts && { inspection_starts_on: starts }), ...(ends && { inspection_ends_on: ends }) },
        });
      }}
    >
      <Text>
        {t`The score report becomes public and the inspection period begins: ${who} on ${ranks} stand tentative and may be protested.`}
      </Text>
      <Group grow>
        <TextInput
          type="date"
          label={t`Inspection starts`}
          value={starts}
          onChange={(event) => {
            setStarts(event.currentTarget.value);
          }}
        />
        <TextInput
          type="date"
          label={t`Inspection ends`}
          value={ends}
          onChange={(event) => {
            setEnds(event.currentTarget.value);
          }}
        />
      </Group>
      {outlook.data && (
        <Text c="dimmed">
          {t`Left empty, the period is that of the agency's calendar:`}{" "}
          <CivilDate on={outlook.data.usual_inspection_starts_on} /> –{" "}
          <CivilDate on={outlook.data.usual_inspection_ends_on} />.
        </Text>
      )}
    </ConfirmPanel>
  );
}

function AdoptPanel({ list, onClose }: PanelProps) {
  const outlook = useQuery(outlookQuery(list.id));
  const undecided = outlook.data?.protests_undecided ?? 0;
  const adopt = api.useMutation("post", "/api/v1/eligible-lists/{list_id}/adopt", {
    meta: listChanged,
    onSuccess: onClose,
  });
  const who = people(list.counts.eligibles);
  const ranks = ranksOf(list.counts.ranks);
  return (
    <ConfirmPanel
      opened
      onClose={onClose}
      title={t`Adopt ${list.code}`}
      action={t`Adopt list`}
      typed={list.code}
      isPending={adopt.isPending}
      error={adopt.error}
      onConfirm={() => {
        adopt.mutate(of(list));
      }}
    >
      <Note tone="amber">
        {t`${who} on ${ranks} become final. From then on the list may be certified to positions.`}
      </Note>
      {list.inspection_ends_on && (
        <Text>
          {t`Inspection ends on`} <CivilDate on={list.inspection_ends_on} />. {t`A list cannot be adopted before.`}
        </Text>
      )}
      {undecided > 0 && (
        <Note tone="amber">
          {plural(undecided, { one: "# protest is undecided.", other: "# protests are undecided." })}{" "}
          {t`They do not stop the adoption, but the list may change afterwards as a result of appeals. How many were undecided is recorded.`}
        </Note>
      )}
      {outlook.data?.expires_on_adoption && (
        <Text>
          {t`Adopted today, it can be certified until`} <CivilDate on={outlook.data.expires_on_adoption} />.
        </Text>
      )}
    </ConfirmPanel>
  );
}

function ExtendPanel({ list, onClose }: PanelProps) {
  const [until, setUntil] = useState("");
  const [reason, setReason] = useState("");
  const extend = api.useMutation("post", "/api/v1/eligible-lists/{list_id}/extend", {
    meta: listChanged,
    onSuccess: onClose,
  });
  return (
    <ConfirmPanel
      opened
      onClose={onClose}
      title={t`Extend ${list.code}`}
      action={t`Extend list`}
      disabled={!until || !reason.trim()}
      isPending={extend.isPending}
      error={extend.error}
      onConfirm={() => {
        extend.mutate({ ...of(list), body: { expires_on: until, reason } });
      }}
    >
      <Text>
        {t`The list stays usable for new certifications until the new date.`}{" "}
        {list.expires_on && (
          <>
            {t`Now it expires on`} <CivilDate on={list.expires_on} />.
          </>
        )}
      </Text>
      <TextInput
        type="date"
        label={t`New expiry date`}
        required
        value={until}
        onChange={(event) => {
          setUntil(event.currentTarget.value);
        }}
      />
      <ProseField label={t`Reason`} required value={reason} onChange={setReason} />
    </ConfirmPanel>
  );
}

function CancelPanel({ list, onClose }: PanelProps) {
  const [reason, setReason] = useState("");
  const cancel = api.useMutation("post", "/api/v1/eligible-lists/{list_id}/cancel", {
    meta: listChanged,
    onSuccess: onClose,
  });
  const who = people(list.counts.eligibles);
  const outlook = useQuery(outlookQuery(list.id));
  const open = outlook.data?.open_referrals ?? 0;
  return (
    <ConfirmPanel
      opened
      danger
      onClose={onClose}
      title={t`Cancel ${list.code}`}
      action={t`Cancel list`}
      typed={list.code}
      disabled={!reason.trim() || open > 0}
      isPending={cancel.isPending}
      error={cancel.error}
      onConfirm={() => {
        cancel.mutate({ ...of(list), body: { reason } });
      }}
    >
      <Note tone="amber">{t`The list ends: ${who} can no longer be certified from it. What was recorded stays recorded.`}</Note>
      {open > 0 && (
        <Note tone="amber">
          {plural(open, {
            one: "# referral of this list is open. Close or cancel it first.",
            other: "# referrals of this list are open. Close or cancel them first.",
          })}
        </Note>
      )}
      <ProseField label={t`Reason`} required value={reason} onChange={setReason} />
    </ConfirmPanel>
  );
}
