import { t } from "@lingui/core/macro";
import { Radio, Select, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { api } from "../../api/client";
import { asProblem, errorsByField } from "../../api/problem";
import type { Moved, Referral, Standing } from "../../api/types";
import { StandingBadge } from "../../components/badges/StandingBadge";
import { ConfirmPanel } from "../../components/feedback/ConfirmPanel";
import { Note } from "../../components/feedback/Note";
import { ProseField } from "../../components/ProseField";
import { dispositionWord } from "../../i18n/words";
import { reasonCodesQuery, referralChanged, useAsksWhy } from "./queries";

export interface Decided {
  name: string;
  disposition: string;
  moved: Moved[];
}

interface DispositionPanelProps {
  referral: Referral;
  standing: Standing;
  onClose: () => void;
  onDecided: (decided: Decided) => void;
}

type Disposition = Parameters<ReturnType<typeof useRecord>["mutate"]>[0]["body"]["disposition"];

function useRecord() {
  return api.useMutation("post", "/api/v1/referrals/{referral_id}/eligibles/{eligible_id}/dispositions", {
    meta: referralChanged,
  });
}

/** Records what was decided about one person; the server says who moved. */
export function DispositionPanel({ referral, standing, onClose, onDecided }: DispositionPanelProps) {
  const record = useRecord();
  // What was asked stands still until it is answered, though the page may hear of it sooner.
  const [asked, setAsked] = useState(standing.may_become);
  const moves = record.isPending ? asked : standing.may_become;
  const [wanted, setWanted] = useState(moves[0] ?? "");
  // What was wanted may be no move any more, since somebody decided meanwhile.
  const disposition = moves.includes(wanted) ? wanted : (moves[0] ?? "");
  const [reason, setReason] = useState<string | null>(null);
  const [note, setNote] = useState("");
  const reasons = useQuery(reasonCodesQuery("disposition"));
  const errors = record.error ? errorsByField(asProblem(record.error)) : {};
  const asksWhy = useAsksWhy() && disposition === "not_selected" && standing.standing === "reachable";
  const name = standing.person.display_name;

  const save = () => {
    setAsked(moves);
    record.mutate(
      {
        params: { path: { referral_id: referral.id, eligible_id: standing.eligible_id } },
        body: {
          disposition: disposition as Disposition,
          ...(reason && { reason_code: reason }),
          ...(note && { note }),
        },
      },
      {
        onSuccess: ({ moved }) => {
          onDecided({ name, disposition, moved });
          onClose();
        },
      },
    );
  };

  return (
    <ConfirmPanel
      opened
      onClose={onClose}
      title={name}
      action={disposition ? t`Record ${dispositionWord(disposition).toLowerCase()}` : t`Record`}
      disabled={!disposition}
      isPending={record.isPending}
      error={record.error}
      onConfirm={save}
    >
      <Stack gap={4}>
        <span>
          <StandingBadge standing={standing.shown_as} />
        </span>
        <Text c="dimmed">{standing.explanation.sentence}</Text>
      </Stack>
      <Radio.Group label={t`Disposition on this referral`} value={disposition} onChange={setWanted}>
        <Stack gap={8} mt={6}>
          {moves.map((value) => (
            <Radio key={value} value={value} label={dispositionWord(value)} />
          ))}
        </Stack>
      </Radio.Group>
      <Select
        label={t`Reason`}
        description={
          asksWhy
            ? t`This agency asks why somebody in reach was not selected.`
            : t`Asked for where a decision is taken back or takes somebody out.`
        }
        required={asksWhy}
        error={errors.reason_code}
        clearable
        clearButtonProps={{ "aria-label": t`Empty the choice` }}
        searchable
        data={(reasons.data?.items ?? []).map((one) => ({ value: one.code, label: one.title }))}
        value={reason}
        onChange={setReason}
      />
      <ProseField label={t`Note`} error={errors.note} value={note} onChange={setNote} />
      {disposition === "hired" && (
        <Note tone="amber">{t`A hire fills a position and ends this person's consideration elsewhere. It can be rescinded with a reason.`}</Note>
      )}
    </ConfirmPanel>
  );
}
