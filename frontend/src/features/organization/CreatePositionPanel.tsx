import { t } from "@lingui/core/macro";
import { Button, Drawer, Select, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";

import { api } from "../../api/client";
import { asProblem, errorsByField } from "../../api/problem";
import { ProblemAlert } from "../../components/feedback/ProblemAlert";
import { CreateClassPanel } from "./CreateClassPanel";
import { CreateDepartmentPanel } from "./CreateDepartmentPanel";
import { allDepartments, allJobClasses, optionsOf } from "./queries";

interface CreatePositionPanelProps {
  jobClassId?: string;
  onCreated?: (id: string) => void;
  isMain?: boolean;
}

/** One seat in the budget, made here or on the way to a referral. */
export function CreatePositionPanel({ jobClassId = "", onCreated, isMain = false }: CreatePositionPanelProps) {
  const [isOpen, panel] = useDisclosure(false);
  return (
    <>
      <Button
        variant={isMain ? "filled" : "default"}
        leftSection={<IconPlus size={16} aria-hidden="true" />}
        onClick={panel.open}
      >
        {t`New position`}
      </Button>
      <Drawer
        opened={isOpen}
        onClose={panel.close}
        title={<strong>{t`New position`}</strong>}
        closeButtonProps={{ "aria-label": t`Close` }}
      >
        <PositionForm
          jobClassId={jobClassId}
          onDone={(id) => {
            onCreated?.(id);
            panel.close();
          }}
        />
      </Drawer>
    </>
  );
}

function PositionForm({ jobClassId, onDone }: { jobClassId: string; onDone: (id: string) => void }) {
  const departments = useQuery(allDepartments);
  const classes = useQuery(allJobClasses);
  const form = useForm({
    initialValues: {
      number: "",
      title: "",
      job_class_id: jobClassId,
      department_id: "",
      requisition_number: "",
      employment: "permanent" as "permanent" | "temporary",
    },
  });
  const create = api.useMutation("post", "/api/v1/positions", {
    meta: { invalidates: ["/api/v1/positions"] },
    onSuccess: (made) => {
      onDone(made.id);
    },
    onError: (error) => {
      form.setErrors(errorsByField(asProblem(error)));
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.stopPropagation();
        form.onSubmit(({ requisition_number, ...values }) => {
          create.mutate({ body: { ...values, ...(requisition_number && { requisition_number }) } });
        })(event);
      }}
    >
      <Stack>
        {create.error && <ProblemAlert error={create.error} />}
        <TextInput label={t`Position number`} required data-autofocus {...form.getInputProps("number")} />
        <TextInput label={t`Title`} required {...form.getInputProps("title")} />
        <Select
          label={t`Job class`}
          data={optionsOf(classes.data?.items)}
          searchable
          required
          nothingFoundMessage={t`No such class`}
          {...form.getInputProps("job_class_id")}
        />
        {classes.data?.items.length === 0 && (
          <CreateClassPanel
            onCreated={(id) => {
              form.setFieldValue("job_class_id", id);
            }}
          />
        )}
        <Select
          label={t`Department`}
          data={optionsOf(departments.data?.items)}
          searchable
          required
          nothingFoundMessage={t`No such department`}
          {...form.getInputProps("department_id")}
        />
        {departments.data?.items.length === 0 && (
          <CreateDepartmentPanel
            onCreated={(id) => {
              form.setFieldValue("department_id", id);
            }}
          />
        )}
        <TextInput label={t`Requisition number (optional)`} {...form.getInputProps("requisition_number")} />
        <Select
          label={t`Employment`}
          allowDeselect={false}
          data={[
            { value: "permanent", label: t`Permanent` },
            { value: "temporary", label: t`Temporary` },
          ]}
          {...form.getInputProps("employment")}
        />
        <Button type="submit" loading={create.isPending}>{t`Create position`}</Button>
      </Stack>
    </form>
  );
}
