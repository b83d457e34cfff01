import { t } from "@lingui/core/macro";
import { Button, Group, Text } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";

import { api } from "../../api/client";
import { byCursor, rowsOf } from "../../api/paging";
import type { PersonHappening } from "../../api/types";
import { EmptyState } from "../../components/feedback/EmptyState";
import { ProblemAlert } from "../../components/feedback/ProblemAlert";
import { TableSkeleton } from "../../components/feedback/Skeletons";
import { TextLink } from "../../components/links";
import { ExportMenu } from "../../components/tables/ExportMenu";
import { Instant } from "../../components/time/Instant";
import { useZone } from "../../components/time/zone";
import { daysOf } from "../audit/Timeline";
import styles from "../audit/Timeline.module.css";
import { fieldWord } from "./words";

const KEYS = ["seq", "occurred_at", "sentence", "actor", "list", "referral", "facts", "private"];

/** Everything that ever happened to a person, the latest first; with `event`, only that. */
export function PersonTimeline({ personId, event }: { personId: string; event?: string }) {
  const zone = useZone();
  const told = api.useInfiniteQuery(
    "get",
    "/api/v1/persons/{person_id}/history",
    { params: { path: { person_id: personId }, query: { limit: 50, ...(event && { event }) } } },
    byCursor,
  );
  const { items, more } = rowsOf(told);
  if (told.error) return <ProblemAlert error={told.error} retry={() => void told.refetch()} />;
  if (told.isPending) return <TableSkeleton />;
  if (items.length === 0)
    return (
      <EmptyState icon={IconHistory}>
        {event ? t`Nothing was changed yet.` : t`Nothing has happened to this person yet.`}
      </EmptyState>
    );
  return (
    <section aria-label={t`Everything that happened, the latest first`}>
      <Group justify="flex-end">
        <ExportMenu
          caption={t`Everything that happened`}
          whole={{ path: `/persons/${personId}/history`, query: { event } }}
          keys={KEYS}
        />
      </Group>
      {daysOf(items, zone).map(([day, entries]) => (
        <div key={day} className={styles.day}>
          <h2 className={styles.date}>{day}</h2>
          <ol className={styles.entries}>
            {entries.map((entry) => (
              <Entry key={entry.seq} entry={entry} />
            ))}
          </ol>
        </div>
      ))}
      {more && (
        <Group justify="center" mt="sm">
          <Button variant="default" size="xs" loading={more.isLoading} onClick={more.load}>
            {t`Show earlier events`}
          </Button>
        </Group>
      )}
    </section>
  );
}

function Entry({ entry }: { entry: PersonHappening }) {
  const { eligible_list: list, referral } = entry;
  return (
    <li className={styles.entry}>
      <Text>{entry.sentence}</Text>
      <Text c="dimmed" size="xs" className={styles.meta}>
        <Instant at={entry.occurred_at} />
        <span>{entry.actor === "system" ? "Eligo" : (entry.actor_name ?? t`a former colleague`)}</span>
        {referral && (
          <TextLink to="/referrals/$referralId" params={{ referralId: referral.id }} size="xs">
            {referral.name}
          </TextLink>
        )}
        {list && (
          <TextLink to="/lists/$listId" params={{ listId: list.id }} size="xs">
            {list.name}
          </TextLink>
        )}
        <span className="tabular">{t`event ${entry.seq}`}</span>
      </Text>
      <Changes entry={entry} />
      {remarksOf(entry).map(([name, text]) => (
        <Text key={name} size="sm" className={styles.remark}>
          <strong>{remarkWord(name)}:</strong> {text}
        </Text>
      ))}
    </li>
  );
}

const remarkWord = (name: string) => (name === "reason" ? t`Reason` : t`Note`);

/** Notes and reasons; values before and after stand in a table of their own. */
function remarksOf({ private: said }: PersonHappening): [string, string][] {
  return Object.entries(said ?? {}).filter(
    (pair): pair is [string, string] => typeof pair[1] === "string" && pair[0] !== "before",
  );
}

function Changes({ entry: { private: said } }: { entry: PersonHappening }) {
  const before = said?.before;
  const after = said?.after;
  if (!isTexts(before) || !isTexts(after)) return null;
  return (
    <dl className={styles.changes}>
      {Object.keys(after).map((field) => (
        <div key={field}>
          <dt>{fieldWord(field)}</dt>
          <dd>
            <del>{before[field] ?? t`none`}</del> <span aria-hidden="true">→</span> <ins>{after[field] ?? t`none`}</ins>
          </dd>
        </div>
      ))}
    </dl>
  );
}

const isTexts = (value: unknown): value is Record<string, string | null> => typeof value === "object" && value !== null;
