import { t } from "@lingui/core/macro";
import { Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { api } from "../../../api/client";
import { asProblem, errorsByField } from "../../../api/problem";
import type { EligibleList } from "../../../api/types";
import { FormPanel } from "../../../components/feedback/FormPanel";
import { Note } from "../../../components/feedback/Note";
import { ProseField } from "../../../components/ProseField";
import { allModels } from "../../rules/queries";
import { listChanged } from "../queries";
import { blank, toEntry, type EntryForm } from "./entry";
import { EntryPreview } from "./EntryPreview";
import { ScoreFields } from "./ScoreFields";
import { WhoFields } from "./WhoFields";

const PATH = "/api/v1/eligible-lists/{list_id}/eligibles";

/** Puts one person on a list: who, with what, and first of all what that would do. */
export function AddPersonPanel({ list, onClose }: { list: EligibleList; onClose: () => void }) {
  const model = useQuery(allModels).data?.items.find((one) => one.id === list.scoring_model_id);
  const [form, setForm] = useState<EntryForm>(blank);
  const preview = api.useMutation("post", PATH);
  const add = api.useMutation("post", PATH, {
    meta: { invalidates: [...listChanged.invalidates, "/api/v1/persons"] },
    onSuccess: onClose,
  });
  const error = add.error ?? preview.error;
  const errors = error ? errorsByField(asProblem(error)) : {};
  const isPosted = !["draft", "scored"].includes(list.status);
  const needsDecision = list.status === "adopted" && list.list_type === "discrete";
  const path = { path: { list_id: list.id } };
  // What was previewed is what is added: a change of who or with what asks for another look.
  const change = (next: Partial<EntryForm>) => {
    setForm({ ...form, ...next });
    add.reset();
    if (!("reason" in next) && !("decision" in next)) preview.reset();
  };
  return (
    <FormPanel
      opened
      onClose={onClose}
      title={t`Add a person to ${list.code}`}
      action={preview.data ? t`Add to the list` : t`Preview`}
      isPending={preview.isPending || add.isPending}
      error={error}
      onSubmit={(event) => {
        event.preventDefault();
        if (preview.data) add.mutate({ params: path, body: toEntry(form, model, false) });
        else preview.mutate({ params: path, body: toEntry(form, model, true) });
      }}
    >
      <WhoFields form={form} errors={errors} onChange={change} />
      <ScoreFields form={form} model={model} errors={errors} onChange={change} />
      <TextInput
        label={t`Applicant number`}
        description={t`Empty: the next number of this list.`}
        maxLength={200}
        value={form.external_id}
        error={errors.external_id}
        onChange={(event) => {
          change({ external_id: event.currentTarget.value });
        }}
      />
      {preview.data && (
        <Stack gap="sm" aria-live="polite">
          <EntryPreview
            entry={preview.data}
            onChoose={(chosen) => {
              change({ chosen });
            }}
          />
          {isPosted && (
            <>
              {needsDecision && (
                <>
                  <Note tone="amber">{t`The list is adopted and discrete: it grows by the decision of an appeal only.`}</Note>
                  <TextInput
                    label={t`Decision`}
                    description={t`Of the appeal, commission or court, such as a minute or a case number.`}
                    required
                    maxLength={200}
                    value={form.decision}
                    error={errors.decision}
                    onChange={(event) => {
                      change({ decision: event.currentTarget.value });
                    }}
                  />
                </>
              )}
              <ProseField
                label={t`Reason`}
                required
                maxLength={1000}
                value={form.reason}
                error={errors.reason}
                onChange={(reason) => {
                  change({ reason });
                }}
              />
            </>
          )}
        </Stack>
      )}
    </FormPanel>
  );
}
