import { plural, t } from "@lingui/core/macro";
import { Button, Grid, Group, MultiSelect, Select, Stack, Text } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";

import { http } from "../../api/client";
import type { DispositionCreate, Referral, Simulation } from "../../api/types";
import { StandingBadge } from "../../components/badges/StandingBadge";
import { Note } from "../../components/feedback/Note";
import { ProblemAlert } from "../../components/feedback/ProblemAlert";
import { TableSkeleton } from "../../components/feedback/Skeletons";
import { DataTable } from "../../components/tables/DataTable";
import type { Column } from "../../components/tables/columns";
import { dispositionWord } from "../../i18n/words";
import { freePositions } from "../organization/queries";
import { allRules } from "../rules/queries";
import { ReachChange } from "./ReachFacts";
import styles from "./referrals.module.css";

type Person = Simulation["items"][number];
type Disposition = Person["then"]["disposition"];

type Answer = DispositionCreate["disposition"];
const LIMIT = 100;

interface Supposed {
  dispositions: Record<string, Disposition>;
  add: string[];
  remove: string[];
  rule: string | null;
}

const nothing: Supposed = { dispositions: {}, add: [], remove: [], rule: null };

/** Toggle answers, positions and the rule; the standing that would follow stands beside the real one. */
export function WhatIfTab({ referral }: { referral: Referral }) {
  const [supposed, setSupposed] = useState(nothing);
  const positions = useQuery(freePositions).data?.items ?? [];
  const rules = useQuery(allRules).data?.items ?? [];
  const simulation = useQuery({
    queryKey: ["post", "/api/v1/referrals/simulations", referral.id, referral.version, referral.as_of, supposed],
    queryFn: () => simulate(referral.id, supposed),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const found = simulation.data;
  const columns = useMemo(
    () =>
      columnsOf(supposed.dispositions, (id, disposition) => {
        setSupposed((before) => {
          const others = Object.entries(before.dispositions).filter(([one]) => one !== id);
          return { ...before, dispositions: Object.fromEntries(disposition ? [...others, [id, disposition]] : others) };
        });
      }),
    [supposed.dispositions],
  );
  const removable = referral.positions.filter((one) => !one.hired_eligible_id);
  const isSupposing = supposed !== nothing;

  return (
    <Stack>
      <Note tone="amber">
        <strong>{t`Nothing is saved.`}</strong>{" "}
        {t`What you change here is only supposed; the referral, its line and everybody on it stay as they are.`}
      </Note>
      <Grid>
        <Grid.Col span={{ base: 12, sm: 6 }}>
          <Stack gap="sm">
            <MultiSelect
              label={t`If these positions were added`}
              searchable
              nothingFoundMessage={t`No free position`}
              data={positions
                .filter(({ id, job_class_id }) => {
                  const isHere = referral.positions.some((one) => one.id === id);
                  return !isHere && job_class_id === referral.eligible_list.job_class.id;
                })
                .map(({ id, number, title }) => ({ value: id, label: `${number} · ${title}` }))}
              value={supposed.add}
              onChange={(add) => {
                setSupposed({ ...supposed, add });
              }}
            />
            <MultiSelect
              label={t`If these were removed`}
              data={removable.map(({ id, number, title }) => ({ value: id, label: `${number} · ${title}` }))}
              value={supposed.remove}
              onChange={(remove) => {
                setSupposed({ ...supposed, remove });
              }}
            />
            <Select
              label={t`If it were certified by`}
              placeholder={`${referral.rule.code} · ${referral.rule.title}`}
              clearable
              clearButtonProps={{ "aria-label": t`The real rule` }}
              data={rules
                .filter(({ id, status }) => status === "active" && id !== referral.rule.id)
                .map(({ id, code, title }) => ({ value: id, label: `${code} · ${title}` }))}
              value={supposed.rule}
              onChange={(rule) => {
                setSupposed({ ...supposed, rule });
              }}
            />
            <Group>
              <Button
                variant="default"
                disabled={!isSupposing}
                onClick={() => {
                  setSupposed(nothing);
                }}
              >{t`Back to what is`}</Button>
            </Group>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, sm: 6 }} aria-live="polite">
          {found && <ReachChange before={found.before} after={found.after} />}
          {found && found.shown_differently > 0 && (
            <Text mt="xs">
              {plural(found.shown_differently, {
                one: "# other person would be shown differently.",
                other: "# other people would be shown differently.",
              })}
            </Text>
          )}
        </Grid.Col>
      </Grid>
      {simulation.error && <ProblemAlert error={simulation.error} isAside />}
      {!found && simulation.isPending && <TableSkeleton rows={10} />}
      {found && (
        <DataTable
          caption={t`Where everybody stands, and where they would`}
          columns={columns}
          rows={found.items}
          rowKey={(one) => one.eligible_id}
          rowTone={(one) => (one.now.shown_as === one.then.shown_as ? undefined : "blue")}
          summary={plural(found.items.length, { one: "The first # person", other: "The first # people" })}
          csvName={`what-if-${referral.number}`}
        />
      )}
    </Stack>
  );
}

async function simulate(referralId: string, supposed: Supposed): Promise<Simulation> {
  const { data, error } = await http.POST("/api/v1/referrals/{referral_id}/simulations", {
    params: { path: { referral_id: referralId } },
    body: {
      dispositions: Object.entries(supposed.dispositions).map(([eligible_id, disposition]) => ({
        eligible_id,
        disposition: disposition as Answer,
      })),
      add_positions: supposed.add,
      remove_positions: supposed.remove,
      ...(supposed.rule && { certification_rule_id: supposed.rule }),
      limit: LIMIT,
    },
  });
  if (!data) throw error;
  return data;
}

function columnsOf(
  dispositions: Record<string, Disposition>,
  onSuppose: (id: string, disposition: Disposition | null) => void,
): Column<Person>[] {
  return [
    {
      id: "rank",
      header: t`Rank`,
      align: "right",
      width: "64px",
      cell: (one) => one.rank?.toLocaleString("en") ?? "–",
      text: (one) => String(one.rank ?? ""),
    },
    {
      id: "score",
      header: t`Score`,
      align: "right",
      wideOnly: true,
      cell: (one) => one.score,
      text: (one) => one.score,
    },
    {
      id: "name",
      header: t`Name`,
      rowHeader: true,
      cell: (one) => <span className={styles.name}>{one.person.display_name}</span>,
      text: (one) => one.person.display_name,
    },
    {
      id: "now",
      header: t`Now`,
      wideOnly: true,
      cell: (one) => <StandingBadge standing={one.now.shown_as} />,
      text: (one) => one.now.shown_as,
    },
    {
      id: "suppose",
      header: t`If the disposition were`,
      cell: (one) => (
        <Select
          size="xs"
          w={150}
          aria-label={t`Supposed disposition of ${one.person.display_name}`}
          placeholder={dispositionWord(one.now.disposition)}
          clearable
          clearButtonProps={{ "aria-label": t`As it is` }}
          disabled={one.may_be.length === 0}
          data={one.may_be.map((value) => ({ value, label: dispositionWord(value) }))}
          value={dispositions[one.eligible_id] ?? null}
          onChange={(value) => {
            onSuppose(one.eligible_id, value);
          }}
        />
      ),
      text: (one) => dispositions[one.eligible_id] ?? "",
    },
    {
      id: "then",
      header: t`Then`,
      cell: (one) => (
        <span className={styles.ghost} data-changed={one.now.shown_as !== one.then.shown_as || undefined}>
          <StandingBadge standing={one.then.shown_as} />
        </span>
      ),
      text: (one) => one.then.shown_as,
    },
  ];
}
