import { t } from "@lingui/core/macro";
import { SegmentedControl, Select, SimpleGrid, Stack, TextInput } from "@mantine/core";

import type { ScoringModel } from "../../../api/types";
import { plain } from "../../../i18n/words";
import type { EntryFields } from "./WhoFields";

/** What the examination gave: a raw score per component, or a final score that was worked out elsewhere. */
export function ScoreFields({ form, model, errors, onChange }: EntryFields & { model: ScoringModel | undefined }) {
  const isFinal = form.by === "score" || !model;
  return (
    <Stack gap="sm">
      {model && (
        <SegmentedControl
          aria-label={t`What is known`}
          value={form.by}
          onChange={(by) => {
            onChange({ by: by === "score" ? "score" : "components" });
          }}
          data={[
            { value: "components", label: t`Component results` },
            { value: "score", label: t`Final score` },
          ]}
        />
      )}
      {isFinal ? (
        <TextInput
          label={t`Final score`}
          description={t`Credits included; no model is asked.`}
          required
          inputMode="decimal"
          value={form.score}
          error={errors.score}
          onChange={(event) => {
            onChange({ score: event.currentTarget.value });
          }}
        />
      ) : (
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          {model.components.map((part) => (
            <TextInput
              key={part.name}
              label={t`${plain(part.name)}, of ${part.max}`}
              required
              inputMode="decimal"
              value={form.components[part.name] ?? ""}
              error={errors[`components.${part.name}`]}
              onChange={(event) => {
                onChange({ components: { ...form.components, [part.name]: event.currentTarget.value } });
              }}
            />
          ))}
          {model.credits.map((credit) =>
            credit.as_given ? (
              <TextInput
                key={credit.kind}
                label={t`${plain(credit.kind)} points`}
                inputMode="decimal"
                value={form.claims[credit.kind] ?? ""}
                error={errors[`credits.${credit.kind}`]}
                onChange={(event) => {
                  onChange({ claims: { ...form.claims, [credit.kind]: event.currentTarget.value } });
                }}
              />
            ) : (
              <Select
                key={credit.kind}
                label={t`${plain(credit.kind)} credit`}
                placeholder={t`None`}
                clearable
                clearButtonProps={{ "aria-label": t`None` }}
                data={Object.entries(credit.values ?? {}).map(([claim, points]) => ({
                  value: claim,
                  label: t`${plain(claim)}: ${points} points`,
                }))}
                value={form.claims[credit.kind] ?? null}
                error={errors[`credits.${credit.kind}`]}
                onChange={(claim) => {
                  onChange({ claims: { ...form.claims, [credit.kind]: claim ?? "" } });
                }}
              />
            ),
          )}
        </SimpleGrid>
      )}
    </Stack>
  );
}
