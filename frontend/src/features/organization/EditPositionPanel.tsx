import { t } from "@lingui/core/macro";
import { Select, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";

import { api, ifMatch } from "../../api/client";
import { asProblem, errorsByField } from "../../api/problem";
import type { Position } from "../../api/types";
import { FormPanel } from "../../components/feedback/FormPanel";
import { allDepartments, allJobClasses, optionsOf } from "./queries";
import { VoidForm } from "./VoidForm";

const changed = { invalidates: ["/api/v1/positions", "/api/v1/referrals"] };

/** A position: what it is called, its requisition, and its end. What a referral was certified for stays. */
export function EditPositionPanel({ position, onClose }: { position: Position; onClose: () => void }) {
  const departments = useQuery(allDepartments);
  const classes = useQuery(allJobClasses);
  const { number, title, job_class_id, department_id, employment } = position;
  const form = useForm({
    initialValues: {
      number,
      title,
      job_class_id,
      department_id,
      employment,
      requisition_number: position.requisition_number ?? "",
    },
  });
  const params = { path: { position_id: position.id } };
  const change = api.useMutation("patch", "/api/v1/positions/{position_id}", {
    meta: changed,
    onSuccess: onClose,
    onError: (error) => {
      form.setErrors(errorsByField(asProblem(error)));
    },
  });
  const end = api.useMutation("delete", "/api/v1/positions/{position_id}", { meta: changed, onSuccess: onClose });
  const headers = ifMatch(position, change.error ?? end.error);
  return (
    <FormPanel
      opened
      onClose={onClose}
      title={t`Change position ${number}`}
      action={t`Save`}
      isPending={change.isPending}
      error={change.error}
      onSubmit={form.onSubmit(({ requisition_number, ...values }) => {
        change.mutate({ params, headers, body: { ...values, requisition_number: requisition_number || null } });
      })}
      after={
        <VoidForm
          what={number}
          isPending={end.isPending}
          error={end.error}
          onVoid={(reason) => {
            end.mutate({ params, headers, body: { reason } });
          }}
        />
      }
    >
      <TextInput label={t`Position number`} required maxLength={60} {...form.getInputProps("number")} />
      <TextInput label={t`Title`} required maxLength={200} {...form.getInputProps("title")} />
      <TextInput
        label={t`Requisition number (optional)`}
        maxLength={60}
        data-autofocus
        {...form.getInputProps("requisition_number")}
      />
      <Select
        label={t`Job class`}
        data={optionsOf(classes.data?.items)}
        searchable
        allowDeselect={false}
        {...form.getInputProps("job_class_id")}
      />
      <Select
        label={t`Department`}
        data={optionsOf(departments.data?.items)}
        searchable
        allowDeselect={false}
        {...form.getInputProps("department_id")}
      />
      <Select
        label={t`Employment`}
        allowDeselect={false}
        data={[
          { value: "permanent", label: t`Permanent` },
          { value: "temporary", label: t`Temporary` },
        ]}
        {...form.getInputProps("employment")}
      />
      <Text c="dimmed" size="xs">
        {t`Class, department and employment stay as they are while the position is filled or on an open referral.`}
      </Text>
    </FormPanel>
  );
}
