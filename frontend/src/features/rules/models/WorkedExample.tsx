import { t } from "@lingui/core/macro";
import { Paper, Select, SimpleGrid, Stack, Text, TextInput, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { api } from "../../../api/client";
import { asProblem, errorsByField } from "../../../api/problem";
import type { ScoringModelCreate } from "../../../api/types";
import { Note } from "../../../components/feedback/Note";
import { ProblemAlert } from "../../../components/feedback/ProblemAlert";
import { plain } from "../../../i18n/words";
import { allBandings } from "../queries";
import { WorkedSteps } from "./WorkedSteps";

type Model = Required<Pick<ScoringModelCreate, "components" | "scale" | "credits" | "decimals" | "rounding">>;

/** Results to start from: five sixths of each highest score, which passes the usual marks. */
const guessed = (max: string) => String(Math.round(Number(max) * 0.85) || "");
const filled = (values: Record<string, string>) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ""));

/** One person's results, and each step from them to a score, worked out by the server as they are typed. */
export function WorkedExample({ model }: { model: Model }) {
  const [typed, setTyped] = useState<Record<string, string>>({});
  const [claims, setClaims] = useState<Record<string, string>>({});
  const [bands, setBands] = useState<string | null>(null);
  const bandings = useQuery(allBandings).data?.items ?? [];
  const raw = Object.fromEntries(model.components.map((part) => [part.name, typed[part.name] ?? guessed(part.max)]));
  const kinds = new Set(model.credits.map((credit) => credit.kind));
  const body = {
    ...model,
    raw: filled(raw),
    claims: Object.fromEntries(Object.entries(filled(claims)).filter(([kind]) => kinds.has(kind))),
    ...(bands && { banding_model_id: bands }),
  };
  const [asked] = useDebouncedValue(body, 300);
  const worked = useQuery({
    ...api.queryOptions("post", "/api/v1/scoring-models/examples", { body: asked }),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const problem = worked.error ? asProblem(worked.error) : null;
  const errors = problem ? errorsByField(problem) : {};
  const isOfModel = problem?.errors.some(({ field }) => !/^(raw|claims)\./.test(field)) ?? false;
  return (
    <Paper p="md" component="section">
      <Title order={2}>{t`Worked example`}</Title>
      <Text
        c="dimmed"
        size="sm"
        mb="sm"
      >{t`Type one person's results; each step follows at once. Nothing is kept.`}</Text>
      <Stack gap="md">
        <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="sm">
          {model.components.map((part) => (
            <TextInput
              key={part.name}
              label={t`${plain(part.name) || "?"}, of ${part.max}`}
              inputMode="decimal"
              value={raw[part.name] ?? ""}
              error={problem && (errors[`raw.${part.name}`] ? t`A score from 0 to ${part.max} is needed.` : undefined)}
              onChange={(event) => {
                setTyped({ ...typed, [part.name]: event.currentTarget.value });
              }}
            />
          ))}
          {model.credits.map((credit) =>
            credit.as_given ? (
              <TextInput
                key={credit.kind}
                label={t`${plain(credit.kind) || "?"} points`}
                inputMode="decimal"
                value={claims[credit.kind] ?? ""}
                error={errors[`claims.${credit.kind}`]}
                onChange={(event) => {
                  setClaims({ ...claims, [credit.kind]: event.currentTarget.value });
                }}
              />
            ) : (
              <Select
                key={credit.kind}
                label={t`${plain(credit.kind) || "?"} credit`}
                placeholder={t`None`}
                clearable
                clearButtonProps={{ "aria-label": t`None` }}
                data={Object.keys(credit.values ?? {}).map((claim) => ({ value: claim, label: plain(claim) }))}
                value={claims[credit.kind] || null}
                onChange={(claim) => {
                  setClaims({ ...claims, [credit.kind]: claim ?? "" });
                }}
              />
            ),
          )}
          {bandings.length > 0 && (
            <Select
              label={t`Bands`}
              placeholder={t`None`}
              clearable
              clearButtonProps={{ "aria-label": t`None` }}
              data={bandings.map((one) => ({ value: one.id, label: `${one.code} · ${one.title}` }))}
              value={bands}
              onChange={setBands}
            />
          )}
        </SimpleGrid>
        {isOfModel && <Note tone="amber">{t`The model is not complete yet; the steps show when it is.`}</Note>}
        {problem && problem.errors.length === 0 && (
          <ProblemAlert error={worked.error} retry={() => void worked.refetch()} />
        )}
        {worked.data && !problem && <WorkedSteps worked={worked.data} decimals={model.decimals} />}
      </Stack>
    </Paper>
  );
}
