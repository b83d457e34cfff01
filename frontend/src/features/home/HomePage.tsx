import { plural, t } from "@lingui/core/macro";
import { Paper, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { api } from "../../api/client";
import { useLive } from "../../api/live";
import type { HomeLine } from "../../api/types";
import { ProblemAlert } from "../../components/feedback/ProblemAlert";
import { ColumnsSkeleton } from "../../components/feedback/Skeletons";
import { PageHead } from "../../components/PageHead";
import { useCan, useSession } from "../accounts/session";
import { FirstSteps } from "./FirstSteps";
import { About, Subject, moreWord } from "./lines";
import styles from "./home.module.css";

const home = api.queryOptions("get", "/api/v1/home", {}, { staleTime: 0 });
const anyList = api.queryOptions("get", "/api/v1/eligible-lists", { params: { query: { limit: 1 } } });

/** Three columns of work: what waits for you, what is under way, what comes. The server says what stands there. */
export function HomePage() {
  const { user, agency } = useSession();
  useLive(useCan("jobs:read") ? "jobs" : null);
  const { data, error, isPending, refetch } = useQuery(home);
  const lists = useQuery({ ...anyList, enabled: useCan("lists:read") });
  const isNew = lists.data?.items.length === 0;
  return (
    <>
      <PageHead title={t`Home`} facts={<Text c="dimmed">{t`${user.name} · ${agency.name}`}</Text>} />
      {error && <ProblemAlert error={error} retry={() => void refetch()} />}
      {isPending && <ColumnsSkeleton />}
      {isNew && <FirstSteps />}
      {data && !(isNew && data.needs.length + data.moving.length + data.coming.length === 0) && (
        <div className={styles.columns} data-below={isNew || undefined}>
          <Column title={t`Needs you now`} lines={data.needs} today={data.today} empty={t`Nothing waits for you.`} />
          <Column
            title={t`In motion`}
            lines={data.moving}
            today={data.today}
            empty={data.needs.length > 0 ? t`Nothing else is under way.` : t`Nothing is under way.`}
          />
          <Column
            title={t`Coming up`}
            lines={data.coming}
            today={data.today}
            empty={t`Nothing ends and no report back is due in the next 60 days.`}
          />
        </div>
      )}
    </>
  );
}

interface ColumnProps {
  title: string;
  lines: HomeLine[];
  today: string;
  empty: string;
}

function Column({ title, lines, today, empty }: ColumnProps) {
  const kinds = [...new Map(lines.map((line) => [line.kind, line.of_kind]))];
  const total = kinds.reduce((sum, [, count]) => sum + count, 0);
  return (
    <Paper component="section" p="md">
      <Title order={2} mb="xs">
        {title}
        {total > 0 && <span className={styles.count}>{total.toLocaleString("en")}</span>}
      </Title>
      {lines.length === 0 ? (
        <Text c="dimmed">{empty}</Text>
      ) : (
        <ul className={styles.lines}>
          {lines.map((line) => (
            <li key={`${line.kind}:${line.id}`}>
              <span className={styles.link}>
                <Subject line={line} />
              </span>
              <Text component="div" c="dimmed" size="xs">
                <About line={line} today={today} />
              </Text>
            </li>
          ))}
        </ul>
      )}
      <More kinds={kinds} lines={lines} />
    </Paper>
  );
}

/** What there is of a kind beyond the lines shown, as a link to all of it. */
function More({ kinds, lines }: { kinds: [HomeLine["kind"], number][]; lines: HomeLine[] }) {
  const left = kinds
    .map(([kind, count]) => ({ kind, left: count - lines.filter((line) => line.kind === kind).length }))
    .filter(({ left }) => left > 0);
  if (left.length === 0) return null;
  const items: ReactNode[] = left.map(({ kind, left: count }) => (
    <li key={kind}>{moreWord(kind, plural(count, { one: "# more", other: "# more" }))}</li>
  ));
  return <ul className={styles.more}>{items}</ul>;
}
