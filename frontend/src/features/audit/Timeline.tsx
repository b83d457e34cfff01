import { plural, t } from "@lingui/core/macro";
import { Button, Group, Text } from "@mantine/core";
import { IconHistory, IconLock } from "@tabler/icons-react";

import { api } from "../../api/client";
import { byCursor, rowsOf } from "../../api/paging";
import type { TimelineEntry } from "../../api/types";
import { EmptyState } from "../../components/feedback/EmptyState";
import { ProblemAlert } from "../../components/feedback/ProblemAlert";
import { TableSkeleton } from "../../components/feedback/Skeletons";
import { TextLink } from "../../components/links";
import { ExportMenu } from "../../components/tables/ExportMenu";
import { Instant } from "../../components/time/Instant";
import { useZone } from "../../components/time/zone";
import { plain } from "../../i18n/words";
import styles from "./Timeline.module.css";

const KEYS = ["seq", "occurred_at", "sentence", "actor", "reason", "moved", "changes", "private"];

interface TimelineProps {
  /** Kind and id of a thing, such as `list:<id>`. */
  subject: string;
  empty?: string;
  /** The event that it begins with, as the address has it; the latest where it has none. */
  until?: string | undefined;
  onLatest?: () => void;
}

/** What happened to one thing, the latest first. */
export function Timeline({ subject, empty, until, onLatest }: TimelineProps) {
  const zone = useZone();
  const first = until && /^[1-9]\d{0,17}$/.test(until) ? Number(until) : undefined;
  const query = { subject, limit: 50, ...(first && { until_seq: first }) };
  const told = api.useInfiniteQuery("get", "/api/v1/timeline", { params: { query } }, byCursor);
  const { items, more } = rowsOf(told);
  if (told.error) return <ProblemAlert error={told.error} retry={() => void told.refetch()} />;
  if (told.isPending) return <TableSkeleton />;
  if (items.length === 0)
    return <EmptyState icon={IconHistory}>{empty ?? t`Nothing has happened here yet.`}</EmptyState>;
  return (
    <section aria-label={t`Timeline, the latest first`}>
      {first && (
        <Group mb="sm" gap="xs">
          <Text c="dimmed">{t`From event ${first} backward.`}</Text>
          <Button variant="default" size="xs" onClick={onLatest}>
            {t`Show the latest events`}
          </Button>
        </Group>
      )}
      <Group justify="flex-end">
        <ExportMenu caption={t`Timeline`} whole={{ path: "/timeline", query }} keys={KEYS} />
      </Group>
      {daysOf(items, zone).map(([day, entries]) => (
        <div key={day} className={styles.day}>
          <h2 className={styles.date}>{day}</h2>
          <ol className={styles.entries}>
            {entries.map((entry) => (
              <Entry key={entry.seq} entry={entry} isAsked={entry.seq === first} />
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

/** Entries by civil day of the agency, in the order given. */
export function daysOf<Told extends { occurred_at: string }>(entries: Told[], zone: string): [string, Told[]][] {
  const written = new Intl.DateTimeFormat("en-US", {
    weekday: "long",
    month: "long",
    day: "numeric",
    year: "numeric",
    timeZone: zone,
  });
  const days = new Map<string, Told[]>();
  for (const entry of entries) {
    const day = written.format(new Date(entry.occurred_at));
    days.set(day, [...(days.get(day) ?? []), entry]);
  }
  return [...days];
}

function Entry({ entry, isAsked }: { entry: TimelineEntry; isAsked: boolean }) {
  const moved = plural(entry.moved, { one: "# person moved", other: "# people moved" });
  return (
    <li className={styles.entry} data-asked={isAsked || undefined}>
      <Text>
        <Sentence entry={entry} />
      </Text>
      <Text c="dimmed" size="xs" className={styles.meta}>
        <Instant at={entry.occurred_at} />
        <span>{entry.actor.name || t`a former colleague`}</span>
        {entry.reason && <span>{t`Reason: ${entry.reason}`}</span>}
        {entry.moved > 0 && <span>{moved}</span>}
        <span className="tabular">{t`event ${entry.seq}`}</span>
      </Text>
      <Changes entry={entry} />
      {entry.private?.map(({ name, text }) => (
        <Text key={name} size="sm" className={styles.remark}>
          <strong>{plain(name)}:</strong> {text}
        </Text>
      ))}
      {entry.has_private && !entry.private && (
        <Text c="dimmed" size="xs" className={styles.meta}>
          <IconLock size={13} aria-hidden="true" />
          {t`With a note that is not shown to you`}
        </Text>
      )}
    </li>
  );
}

/** The sentence; where it names a referral, that is a link. */
function Sentence({ entry: { subject, sentence } }: { entry: TimelineEntry }) {
  const at = subject.kind === "referral" && subject.title ? sentence.indexOf(subject.title) : -1;
  if (at < 0) return sentence;
  return (
    <>
      {sentence.slice(0, at)}
      <TextLink to="/referrals/$referralId" params={{ referralId: subject.id }} underline="always">
        {subject.title}
      </TextLink>
      {sentence.slice(at + subject.title.length)}
    </>
  );
}

function Changes({ entry: { changes } }: { entry: TimelineEntry }) {
  if (changes.length === 0) return null;
  return (
    <dl className={styles.changes}>
      {changes.map(({ field, before, after }) => (
        <div key={field}>
          <dt>{plain(field)}</dt>
          <dd>
            <del>{before === null ? t`none` : shown(before)}</del> <span aria-hidden="true">→</span>{" "}
            <ins>{after === null ? t`none` : shown(after)}</ins>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Codes as words; ids, numbers and texts as they are. */
const shown = (value: string) => (/^[a-z]+(_[a-z]+)*$/.test(value) ? plain(value) : value);
