import { t } from "@lingui/core/macro";
import { Paper, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { api } from "../../api/client";
import { useLive } from "../../api/live";
import type { EligibleList } from "../../api/types";
import { TableSkeleton } from "../../components/feedback/Skeletons";
import { ButtonLink, TextLink } from "../../components/links";
import { PageHead } from "../../components/PageHead";
import { CivilDate, Instant } from "../../components/time/Instant";
import { useNow } from "../../components/time/now";
import { jobWord } from "../../i18n/words";
import { useCan, useSession } from "../accounts/session";
import { FirstSteps } from "./FirstSteps";
import styles from "./home.module.css";

const DAY = 86_400_000;
const SOON_DAYS = 60;

interface Line {
  key: string;
  link: ReactNode;
  about: ReactNode;
}

/** Civil dates are compared as they are written. */
const isBetween = (on: string | null, from: string, to: string) => on !== null && on >= from && on <= to;

/** Three columns of work: what waits for you, what is under way, what comes. */
export function HomePage() {
  const { user, agency } = useSession();
  const [maySeeLists, maySeeReferrals, maySeeJobs] = [
    useCan("lists:read"),
    useCan("referrals:read"),
    useCan("jobs:read"),
  ];
  useLive("jobs");
  const now = useNow();
  const lists = useQuery({
    ...api.queryOptions("get", "/api/v1/eligible-lists", { params: { query: { limit: 200 } } }),
    enabled: maySeeLists,
  });
  const referrals = useQuery({
    ...api.queryOptions("get", "/api/v1/referrals", { params: { query: { status: "certified", limit: 50 } } }),
    enabled: maySeeReferrals,
  });
  const failed = useQuery({
    ...api.queryOptions("get", "/api/v1/jobs", { params: { query: { status: "failed", limit: 10 } } }),
    enabled: maySeeJobs,
  });
  const all = lists.data?.items ?? [];
  const today = new Intl.DateTimeFormat("en-CA", { timeZone: agency.zone }).format(now);
  const soon = new Intl.DateTimeFormat("en-CA", { timeZone: agency.zone }).format(
    new Date(now.getTime() + SOON_DAYS * DAY),
  );
  const isEmpty = lists.isSuccess && all.length === 0;
  const isLoading = (maySeeLists && lists.isPending) || (maySeeReferrals && referrals.isPending);

  const needed: Line[] = [
    ...all
      .filter(
        (list) => list.status === "tentative" && list.inspection_ends_on !== null && list.inspection_ends_on < today,
      )
      .map((list) => line(list, t`Inspection is over: the list may be adopted.`)),
    ...all.filter((list) => list.status === "scored").map((list) => line(list, t`Scored and not posted yet.`)),
    ...(referrals.data?.items ?? [])
      .filter((one) => one.report_back_on !== null && one.report_back_on <= today)
      .map((one) => ({
        key: one.id,
        link: <ReferralLink id={one.id} number={one.number} />,
        about: t`The report back is due.`,
      })),
    ...(failed.data?.items ?? []).map((job) => ({
      key: job.id,
      link: (
        <TextLink to="/jobs" search={{ status: "failed" }}>
          {jobWord(job.kind)}
        </TextLink>
      ),
      about: (
        <>
          {t`Failed`} <Instant at={job.created_at} />
        </>
      ),
    })),
  ];
  const moving: Line[] = [
    ...all
      .filter(
        (list) => list.status === "tentative" && list.inspection_ends_on !== null && list.inspection_ends_on >= today,
      )
      .map((list) =>
        line(
          list,
          <>
            {t`In inspection until`} <CivilDate on={list.inspection_ends_on ?? ""} />
          </>,
        ),
      ),
    ...(referrals.data?.items ?? []).map((one) => ({
      key: one.id,
      link: <ReferralLink id={one.id} number={one.number} />,
      about: t`${one.eligible_list.code} · ${one.ranks_in_reach} ranks in reach · ${one.hires} of ${one.vacancies} hired`,
    })),
  ];
  const coming: Line[] = [
    ...all
      .filter((list) => list.status === "adopted" && isBetween(list.expires_on, today, soon))
      .map((list) =>
        line(
          list,
          <>
            {t`Expires`} <CivilDate on={list.expires_on ?? ""} />
          </>,
        ),
      ),
    ...(referrals.data?.items ?? [])
      .filter((one) => one.report_back_on !== today && isBetween(one.report_back_on, today, soon))
      .map((one) => ({
        key: one.id,
        link: <ReferralLink id={one.id} number={one.number} />,
        about: (
          <>
            {t`Report back by`} <CivilDate on={one.report_back_on ?? ""} />
          </>
        ),
      })),
  ];

  return (
    <>
      <PageHead title={t`Home`} facts={<Text c="dimmed">{t`${user.name} · ${agency.name}`}</Text>} />
      {isLoading && <TableSkeleton />}
      {isEmpty && <FirstSteps />}
      {!isLoading && !isEmpty && (
        <div className={styles.columns}>
          <Column title={t`Needs you now`} lines={needed} empty={t`Nothing waits for you.`} />
          <Column title={t`In motion`} lines={moving} empty={t`No list is in inspection and no referral is open.`} />
          <Column
            title={t`Coming up`}
            lines={coming}
            empty={t`No list expires and no report back is due in the next 60 days.`}
            more={<ButtonLink to="/lists" variant="default" size="xs">{t`All lists`}</ButtonLink>}
          />
        </div>
      )}
    </>
  );
}

function line(list: EligibleList, about: ReactNode): Line {
  return {
    key: list.id,
    link: (
      <TextLink to="/lists/$listId" params={{ listId: list.id }}>
        {list.code}
      </TextLink>
    ),
    about,
  };
}

function ReferralLink({ id, number }: { id: string; number: string }) {
  return (
    <TextLink to="/referrals/$referralId" params={{ referralId: id }}>
      {number}
    </TextLink>
  );
}

function Column({ title, lines, empty, more }: { title: string; lines: Line[]; empty: string; more?: ReactNode }) {
  return (
    <Paper component="section" p="md">
      <Title order={2} mb="xs">
        {title}
        {lines.length > 0 && <span className={styles.count}>{lines.length}</span>}
      </Title>
      {lines.length === 0 ? (
        <Text c="dimmed">{empty}</Text>
      ) : (
        <ul className={styles.lines}>
          {lines.map(({ key, link, about }) => (
            <li key={key}>
              <span className={styles.link}>{link}</span>
              <Text c="dimmed" size="xs">
                {about}
              </Text>
            </li>
          ))}
        </ul>
      )}
      {more && <div className={styles.more}>{more}</div>}
    </Paper>
  );
}
