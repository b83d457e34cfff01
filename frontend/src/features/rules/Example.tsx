import { plural, t } from "@lingui/core/macro";
import { Group, Paper, Text } from "@mantine/core";
import { IconCheck, IconCircleX, IconHelp } from "@tabler/icons-react";

import type { PlayedExample } from "../../api/types";
import { ToneBadge } from "../../components/badges/ToneBadge";
import { standingWord } from "../../i18n/words";
import styles from "./rules.module.css";
import { SideScroll } from "./SideScroll";

interface Person {
  id: string;
  score: string;
}

interface Step {
  event: string;
  /** What every person is expected to be shown as, by person; of several referrals, one after the other. */
  shown: Map<string, string[]>;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const records = (value: unknown) => (Array.isArray(value) ? value.filter(isRecord) : []);
const text = (value: unknown) => (typeof value === "string" || typeof value === "number" ? String(value) : "");

function peopleOf(example: Record<string, unknown>): Person[] {
  return records(example.candidates).map((one) => ({ id: text(one.id), score: text(one.score) }));
}

/** `{reachable: ["A"]}`, or the same by referral, as person -> words. */
function shownIn(expected: unknown, prefix = ""): [string, string][] {
  if (!isRecord(expected)) return [];
  return Object.entries(expected).flatMap(([key, value]) =>
    Array.isArray(value)
      ? value.map((id): [string, string] => [text(id), prefix + standingWord(key)])
      : shownIn(value, `${key}: `),
  );
}

function stepsOf(example: Record<string, unknown>): Step[] {
  return records(example.steps).map((step) => {
    const shown = new Map<string, string[]>();
    for (const [id, word] of shownIn(step.expected)) shown.set(id, [...(shown.get(id) ?? []), word]);
    return { event: text(step.event), shown };
  });
}

/** One worked example: who stands where after each step, by hand, and whether the rule says the same. */
export function Example({ played }: { played: PlayedExample }) {
  const people = peopleOf(played.example);
  const steps = stepsOf(played.example);
  const positions = Number(played.example.vacancies);
  const title = played.title || played.id;
  return (
    <Paper p="md" component="article">
      <Group justify="space-between" wrap="nowrap" align="start" mb={4}>
        <div>
          <Text fw={600}>{title}</Text>
          <Text c="dimmed" size="xs">
            {played.id}
            {positions > 0 && ` · ${plural(positions, { one: "# position", other: "# positions" })}`}
            {played.source && ` · ${played.source}`}
          </Text>
        </div>
        <Outcome played={played} />
      </Group>
      {people.length > 0 && steps.length > 0 && (
        <SideScroll label={title}>
          <table className={styles.example}>
            <thead>
              <tr>
                <th scope="col">{t`Person`}</th>
                <th scope="col">{t`Score`}</th>
                {steps.map((step, place) => (
                  <th key={place} scope="col">
                    {step.event === "certify" ? t`When certified` : step.event}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {people.map((person) => (
                <tr key={person.id}>
                  <th scope="row">{person.id}</th>
                  <td>{person.score}</td>
                  {steps.map((step, place) => (
                    <td key={place}>{step.shown.get(person.id)?.join(", ") ?? ""}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </SideScroll>
      )}
      {played.mismatches.length > 0 && (
        <ul className={styles.mismatches}>
          {played.mismatches.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
      )}
    </Paper>
  );
}

function Outcome({ played }: { played: PlayedExample }) {
  if (played.passed) return <ToneBadge tone="green" icon={IconCheck}>{t`Passes`}</ToneBadge>;
  if (!played.is_supported) return <ToneBadge tone="amber" icon={IconHelp}>{t`Cannot be played`}</ToneBadge>;
  return <ToneBadge tone="red" icon={IconCircleX}>{t`Fails`}</ToneBadge>;
}
