import { t } from "@lingui/core/macro";
import { Select, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { api, ifMatch } from "../../../api/client";
import { asProblem, errorsByField } from "../../../api/problem";
import { attendances, type Attendance, type EligibleList, type ExamResult } from "../../../api/types";
import { ConfirmPanel } from "../../../components/feedback/ConfirmPanel";
import { Note } from "../../../components/feedback/Note";
import { ProseField } from "../../../components/ProseField";
import { plain, statusWord } from "../../../i18n/words";
import { allModels } from "../../rules/queries";
import { listChanged } from "../queries";

interface CorrectResultPanelProps {
  list: EligibleList;
  result: ExamResult;
  onClose: () => void;
}

/** What was wrong about a result. No score moves before the list is scored again and that is applied. */
export function CorrectResultPanel({ list, result, onClose }: CorrectResultPanelProps) {
  const model = useQuery(allModels).data?.items.find((one) => one.id === list.scoring_model_id);
  const [attendance, setAttendance] = useState<Attendance>(result.attendance);
  const [components, setComponents] = useState(result.components);
  const [credits, setCredits] = useState(result.credits);
  const [reason, setReason] = useState("");
  const correct = api.useMutation("patch", "/api/v1/results/{result_id}", { meta: listChanged, onSuccess: onClose });
  const errors = correct.error ? errorsByField(asProblem(correct.error)) : {};
  const parts = model?.components.map((part) => part.name) ?? Object.keys(result.components);
  const kinds = model?.credits.map((credit) => credit.kind) ?? Object.keys(result.credits);
  return (
    <ConfirmPanel
      opened
      onClose={onClose}
      title={t`Correct the result of ${result.person.display_name}`}
      action={t`Correct result`}
      disabled={reason.trim() === ""}
      isPending={correct.isPending}
      error={correct.error}
      onConfirm={() => {
        correct.mutate({
          params: { path: { result_id: result.id } },
          headers: ifMatch(result, correct.error),
          body: { reason, attendance, components: filled(components), credits: filled(credits) },
        });
      }}
    >
      <Note tone="blue">
        {t`No score moves yet. Score the list afterwards: the preview shows who crosses which line before anything is applied.`}
      </Note>
      <Select
        label={t`Attendance`}
        allowDeselect={false}
        data={attendances.map((one) => ({ value: one, label: statusWord(one) }))}
        value={attendance}
        onChange={(value) => {
          if (value) setAttendance(value);
        }}
      />
      {parts.map((name) => (
        <TextInput
          key={name}
          label={t`${plain(name)}, raw score`}
          inputMode="decimal"
          value={components[name] ?? ""}
          error={errors[`components.${name}`]}
          onChange={(event) => {
            setComponents({ ...components, [name]: event.currentTarget.value });
          }}
        />
      ))}
      {kinds.map((kind) => (
        <TextInput
          key={kind}
          label={t`${plain(kind)} credit`}
          value={credits[kind] ?? ""}
          error={errors[`credits.${kind}`]}
          onChange={(event) => {
            setCredits({ ...credits, [kind]: event.currentTarget.value });
          }}
        />
      ))}
      <ProseField
        label={t`Reason`}
        required
        maxLength={1000}
        value={reason}
        error={errors.reason}
        onChange={setReason}
      />
      <Text size="xs" c="dimmed">
        {t`The reason and the values before and after are kept on the private side of the ledger.`}
      </Text>
    </ConfirmPanel>
  );
}

const filled = (values: Record<string, string>) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ""));
