import { plural, t } from "@lingui/core/macro";
import { Radio, Select, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";

import { api } from "../../api/client";
import type { Referral } from "../../api/types";
import { ConfirmPanel } from "../../components/feedback/ConfirmPanel";
import { Note } from "../../components/feedback/Note";
import { ProseField } from "../../components/ProseField";
import { showDate } from "../../components/time/zone";
import { meansWord } from "../../i18n/words";
import { referralChanged } from "./queries";

const means = ["letter", "email", "telephone", "in_person", "other"] as const;
type Means = (typeof means)[number];

interface SendProps {
  referral: Referral;
  /** Whom it went to; without, everybody in reach who was not asked. */
  people?: string[];
  onClose: () => void;
}

/** Records that people were asked: how, when, and by when they are to answer. */
export function SendInquiryPanel({ referral, people, onClose }: SendProps) {
  const [by, setBy] = useState<Means>("letter");
  const [sentOn, setSentOn] = useState("");
  const [due, setDue] = useState("");
  const [note, setNote] = useState("");
  const send = api.useMutation("post", "/api/v1/referrals/{referral_id}/inquiries", {
    meta: referralChanged,
    onSuccess: onClose,
  });
  return (
    <ConfirmPanel
      opened
      onClose={onClose}
      title={t`Record an inquiry`}
      action={t`Record inquiry`}
      isPending={send.isPending}
      error={send.error}
      onConfirm={() => {
        send.mutate({
          params: { path: { referral_id: referral.id } },
          body: {
            means: by,
            all_reachable: people === undefined,
            ...(people && { eligible_ids: people }),
            ...(sentOn && { sent_on: sentOn }),
            ...(due && { respond_by_on: due }),
            ...(note && { note }),
          },
        });
      }}
    >
      <Text>
        {people
          ? plural(people.length, { one: "# person was asked.", other: "# people were asked." })
          : t`Everybody in reach who has not been asked and is not decided on.`}{" "}
        {t`Nothing is sent from here: this records what went out.`}
      </Text>
      <Select
        label={t`By`}
        required
        allowDeselect={false}
        data={means.map((value) => ({ value, label: meansWord(value) }))}
        value={by}
        onChange={(value) => {
          setBy(means.find((one) => one === value) ?? "letter");
        }}
      />
      <TextInput
        type="date"
        label={t`Sent on`}
        description={t`Today unless another day is given.`}
        value={sentOn}
        onChange={(event) => {
          setSentOn(event.currentTarget.value);
        }}
      />
      <TextInput
        type="date"
        label={t`Answer by`}
        description={t`By the agency's business calendar unless another day is given. An answer counts until the end of that day.`}
        value={due}
        onChange={(event) => {
          setDue(event.currentTarget.value);
        }}
      />
      <ProseField label={t`Note`} value={note} onChange={setNote} />
    </ConfirmPanel>
  );
}

interface ReplyProps {
  referral: Referral;
  person: { eligible_id: string; name: string; respondByOn: string };
  onClose: () => void;
}

/** Records an answer. In time it becomes the disposition; late, it is only kept. */
export function ReplyPanel({ referral, person, onClose }: ReplyProps) {
  const [answer, setAnswer] = useState<"interested" | "waived">("interested");
  const [on, setOn] = useState("");
  const [note, setNote] = useState("");
  const reply = api.useMutation("post", "/api/v1/referrals/{referral_id}/eligibles/{eligible_id}/replies", {
    meta: referralChanged,
    onSuccess: onClose,
  });
  return (
    <ConfirmPanel
      opened
      onClose={onClose}
      title={t`Answer of ${person.name}`}
      action={t`Record answer`}
      isPending={reply.isPending}
      error={reply.error}
      onConfirm={() => {
        reply.mutate({
          params: { path: { referral_id: referral.id, eligible_id: person.eligible_id } },
          body: { answer, ...(on && { received_on: on }), ...(note && { note }) },
        });
      }}
    >
      <Radio.Group
        label={t`What they answered`}
        value={answer}
        onChange={(value) => {
          setAnswer(value === "waived" ? "waived" : "interested");
        }}
      >
        <Stack gap={8} mt={6}>
          <Radio value="interested" label={t`Interested`} />
          <Radio value="waived" label={t`Waives this referral`} />
        </Stack>
      </Radio.Group>
      <TextInput
        type="date"
        label={t`Received on`}
        description={t`Today unless another day is given. In time until ${showDate(person.respondByOn)}, whenever it is written down.`}
        value={on}
        onChange={(event) => {
          setOn(event.currentTarget.value);
        }}
      />
      <ProseField label={t`Note`} value={note} onChange={setNote} />
      <Note tone="blue">{t`An answer in time becomes the disposition. A late one is recorded and changes nothing by itself.`}</Note>
    </ConfirmPanel>
  );
}

/** Gives everybody who has not answered another day. */
export function ExtendPanel({ referral, onClose }: { referral: Referral; onClose: () => void }) {
  const [due, setDue] = useState("");
  const [reason, setReason] = useState("");
  const extend = api.useMutation("post", "/api/v1/referrals/{referral_id}/inquiries/extend", {
    meta: referralChanged,
    onSuccess: onClose,
  });
  return (
    <ConfirmPanel
      opened
      onClose={onClose}
      title={t`Give more time to answer`}
      action={t`Give more time`}
      disabled={!due || !reason.trim()}
      isPending={extend.isPending}
      error={extend.error}
      onConfirm={() => {
        extend.mutate({ params: { path: { referral_id: referral.id } }, body: { respond_by_on: due, reason } });
      }}
    >
      <Text>{t`Everybody who was asked and has not answered gets this day.`}</Text>
      <TextInput
        type="date"
        label={t`Answer by`}
        required
        value={due}
        onChange={(event) => {
          setDue(event.currentTarget.value);
        }}
      />
      <ProseField label={t`Reason`} required value={reason} onChange={setReason} />
    </ConfirmPanel>
  );
}
