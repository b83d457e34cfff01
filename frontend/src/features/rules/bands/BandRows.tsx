import { t } from "@lingui/core/macro";
import { ActionIcon, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { IconPlus, IconTrash } from "@tabler/icons-react";

import type { BandsForm } from "./bands";

/** One row a band, the best first; a new one begins where the last one ends. */
export function BandRows({ form }: { form: UseFormReturnType<BandsForm> }) {
  const { bands } = form.values;
  return (
    <Stack gap="sm">
      {bands.map((_, index) => (
        <Group key={index} align="start" gap="xs" wrap="nowrap">
          <Text w={64} mt={32} className="tabular">{t`Rank ${index + 1}`}</Text>
          <TextInput
            label={t`From`}
            required
            inputMode="decimal"
            style={{ flex: 1 }}
            {...form.getInputProps(`bands.${index}.lower`)}
          />
          <TextInput
            label={t`Up to`}
            required
            inputMode="decimal"
            style={{ flex: 1 }}
            {...form.getInputProps(`bands.${index}.upper`)}
          />
          <ActionIcon
            size={34}
            mt={26}
            aria-label={t`Remove rank ${index + 1}`}
            onClick={() => {
              form.removeListItem("bands", index);
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
            form.insertListItem("bands", { lower: "", upper: bands.at(-1)?.lower ?? "" });
          }}
        >
          {t`Add band`}
        </Button>
      </Group>
    </Stack>
  );
}
