import { t } from "@lingui/core/macro";
import { ActionIcon, Button, Checkbox, Group, Stack, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { IconPlus, IconTrash } from "@tabler/icons-react";

import type { ModelForm } from "./model";

export function ComponentRows({ form }: { form: UseFormReturnType<ModelForm> }) {
  return (
    <Stack gap="sm">
      {form.values.components.map((component, index) => (
        <Group key={index} align="end" gap="xs">
          <TextInput
            label={t`Name`}
            required
            style={{ flex: "2 1 140px" }}
            {...form.getInputProps(`components.${index}.name`)}
          />
          <TextInput
            label={t`Weight`}
            required
            style={{ flex: "1 1 80px" }}
            {...form.getInputProps(`components.${index}.weight`)}
          />
          <TextInput
            label={t`Highest score`}
            required
            style={{ flex: "1 1 80px" }}
            {...form.getInputProps(`components.${index}.max`)}
          />
          <TextInput
            label={t`Pass mark (share)`}
            style={{ flex: "1 1 80px" }}
            {...form.getInputProps(`components.${index}.pass_fraction`)}
          />
          <Checkbox
            label={t`Must pass`}
            mb={8}
            {...form.getInputProps(`components.${index}.hurdle`, { type: "checkbox" })}
          />
          <ActionIcon
            size={34}
            aria-label={t`Remove component ${component.name}`}
            onClick={() => {
              form.removeListItem("components", index);
            }}
          >
            <IconTrash size={17} aria-hidden="true" />
          </ActionIcon>
        </Group>
      ))}
      <Group>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={15} aria-hidden="true" />}
          onClick={() => {
            form.insertListItem("components", {
              name: "",
              weight: "",
              max: "",
              pass: "",
              pass_fraction: "",
              hurdle: false,
            });
          }}
        >
          {t`Add component`}
        </Button>
      </Group>
    </Stack>
  );
}
