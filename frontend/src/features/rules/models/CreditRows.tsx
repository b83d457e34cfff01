import { t } from "@lingui/core/macro";
import { ActionIcon, Button, Group, MultiSelect, Select, Stack, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { IconPlus, IconTrash } from "@tabler/icons-react";

import type { ModelForm } from "./model";

/** Points for veterans, promotion and the like: fixed by claim, or as the file gives them. */
export function CreditRows({ form }: { form: UseFormReturnType<ModelForm> }) {
  const kinds = form.values.credits.map((credit) => credit.kind).filter(Boolean);
  return (
    <Stack gap="sm">
      {form.values.credits.map((credit, index) => (
        <Group key={index} align="end" gap="xs">
          <TextInput
            label={t`Kind`}
            required
            style={{ flex: "1 1 120px" }}
            {...form.getInputProps(`credits.${index}.kind`)}
          />
          <Select
            label={t`Points`}
            allowDeselect={false}
            style={{ flex: "1 1 130px" }}
            data={[
              { value: "claim", label: t`By claim` },
              { value: "given", label: t`As the file gives them` },
            ]}
            value={credit.as_given ? "given" : "claim"}
            onChange={(value) => {
              form.setFieldValue(`credits.${index}.as_given`, value === "given");
            }}
          />
          {!credit.as_given && (
            <TextInput
              label={t`Points by claim`}
              placeholder="veteran = 35, disabled = 70"
              required
              style={{ flex: "2 1 220px" }}
              {...form.getInputProps(`credits.${index}.points`)}
            />
          )}
          <MultiSelect
            label={t`Not beside`}
            data={[...new Set(kinds.filter((kind) => kind !== credit.kind))]}
            style={{ flex: "1 1 130px" }}
            {...form.getInputProps(`credits.${index}.not_with`)}
          />
          <ActionIcon
            size={34}
            aria-label={t`Remove credit ${credit.kind}`}
            onClick={() => {
              form.removeListItem("credits", index);
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
            form.insertListItem("credits", { kind: "", as_given: false, points: "", not_with: [] });
          }}
        >
          {t`Add credit`}
        </Button>
      </Group>
    </Stack>
  );
}
