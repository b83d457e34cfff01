import { t } from "@lingui/core/macro";
import { NumberInput, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { api, ifMatch } from "../../api/client";
import type { EligibleList } from "../../api/types";
import { ConfirmPanel } from "../../components/feedback/ConfirmPanel";
import { optionsOf } from "../organization/queries";
import { allModels, allRules } from "../rules/queries";
import { listChanged } from "./queries";

/** What may change while the list is not posted. */
export function EditListPanel({ list: latest, onClose }: { list: EligibleList; onClose: () => void }) {
  // What the fields were filled from: the page behind may read a newer one meanwhile.
  const [list] = useState(latest);
  const rules = useQuery(allRules).data?.items.filter((rule) => rule.status === "active") ?? [];
  const models = useQuery(allModels);
  const [rule, setRule] = useState<string | null>(list.certification_rule_id);
  const [model, setModel] = useState(list.scoring_model_id);
  const [specialty, setSpecialty] = useState(list.specialty ?? "");
  const [examType, setExamType] = useState(list.exam_type ?? "");
  const [months, setMonths] = useState<number | string>(list.duration_months ?? "");
  const change = api.useMutation("patch", "/api/v1/eligible-lists/{list_id}", {
    meta: listChanged,
    onSuccess: onClose,
  });
  return (
    <ConfirmPanel
      opened
      onClose={onClose}
      title={t`Change ${list.code}`}
      action={t`Save`}
      isPending={change.isPending}
      error={change.error}
      onConfirm={() => {
        change.mutate({
          params: { path: { list_id: list.id } },
          headers: ifMatch(list, change.error),
          body: {
            specialty: specialty.trim() || null,
            exam_type: examType.trim() || null,
            ...(rule && { certification_rule_id: rule }),
            ...(model && { scoring_model_id: model }),
            duration_months: months === "" ? null : Number(months),
          },
        });
      }}
    >
      <TextInput
        label={t`Specialty`}
        maxLength={200}
        value={specialty}
        onChange={(event) => {
          setSpecialty(event.currentTarget.value);
        }}
      />
      <TextInput
        label={t`Kind of examination`}
        description={t`The inspection period goes by it: promotive, cbt, pbt, ...`}
        maxLength={200}
        value={examType}
        onChange={(event) => {
          setExamType(event.currentTarget.value);
        }}
      />
      <Select
        label={t`Certification rule`}
        allowDeselect={false}
        data={rules.map((one) => ({ value: one.id, label: `${one.code} · ${one.title}` }))}
        value={rule}
        onChange={setRule}
      />
      <Select
        label={t`Scoring model`}
        data={optionsOf(models.data?.items)}
        searchable
        value={model}
        onChange={setModel}
      />
      <NumberInput
        label={t`Duration in months`}
        min={1}
        max={120}
        allowDecimal={false}
        value={months}
        onChange={setMonths}
      />
    </ConfirmPanel>
  );
}
