import { t } from "@lingui/core/macro";
import { TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";

import { api, ifMatch } from "../../api/client";
import { asProblem, errorsByField } from "../../api/problem";
import { FormPanel } from "../../components/feedback/FormPanel";
import type { CodeTitleRow } from "./CodeTitlePage";
import { VoidForm } from "./VoidForm";

interface EditCodeTitlePanelProps {
  kind: "department" | "job class";
  row: CodeTitleRow;
  onClose: () => void;
}

/** A department or job class: its code and title, and its end. */
export function EditCodeTitlePanel({ kind, row, onClose }: EditCodeTitlePanelProps) {
  const isDepartment = kind === "department";
  const form = useForm({ initialValues: { code: row.code, title: row.title } });
  const onError = (error: unknown) => {
    form.setErrors(errorsByField(asProblem(error)));
  };
  const department = api.useMutation("patch", "/api/v1/departments/{department_id}", {
    meta: { invalidates: ["/api/v1/departments"] },
    onSuccess: onClose,
    onError,
  });
  const jobClass = api.useMutation("patch", "/api/v1/job-classes/{job_class_id}", {
    meta: { invalidates: ["/api/v1/job-classes"] },
    onSuccess: onClose,
    onError,
  });
  const voidDepartment = api.useMutation("delete", "/api/v1/departments/{department_id}", {
    meta: { invalidates: ["/api/v1/departments"] },
    onSuccess: onClose,
  });
  const voidClass = api.useMutation("delete", "/api/v1/job-classes/{job_class_id}", {
    meta: { invalidates: ["/api/v1/job-classes"] },
    onSuccess: onClose,
  });
  const change = isDepartment ? department : jobClass;
  const ending = isDepartment ? voidDepartment : voidClass;
  const headers = ifMatch(row, change.error ?? ending.error);
  return (
    <FormPanel
      opened
      onClose={onClose}
      title={t`Change ${row.code}`}
      action={t`Save`}
      isPending={change.isPending}
      error={change.error}
      onSubmit={form.onSubmit((body) => {
        if (isDepartment) department.mutate({ params: { path: { department_id: row.id } }, headers, body });
        else jobClass.mutate({ params: { path: { job_class_id: row.id } }, headers, body });
      })}
      after={
        <VoidForm
          what={row.code}
          isPending={ending.isPending}
          error={ending.error}
          onVoid={(reason) => {
            const body = { reason };
            if (isDepartment) voidDepartment.mutate({ params: { path: { department_id: row.id } }, headers, body });
            else voidClass.mutate({ params: { path: { job_class_id: row.id } }, headers, body });
          }}
        />
      }
    >
      <TextInput label={t`Code`} required data-autofocus maxLength={60} {...form.getInputProps("code")} />
      <TextInput label={t`Title`} required maxLength={200} {...form.getInputProps("title")} />
    </FormPanel>
  );
}
