import { t } from "@lingui/core/macro";
import { Text, UnstyledButton } from "@mantine/core";

import type { TimelineEntry } from "../../api/types";
import { TextLink } from "../../components/links";
import type { Column } from "../../components/tables/columns";
import { NarrowOnly } from "../../components/tables/NarrowOnly";
import { Instant } from "../../components/time/Instant";
import { actorLabel, type LedgerSearch } from "./LedgerPage";
import styles from "./ledger.module.css";
import { subjectWord } from "./words";

interface Acts {
  onOpen: (entry: TimelineEntry) => void;
  onNarrow: (search: LedgerSearch) => void;
}

const actorName = ({ actor }: TimelineEntry) => actor.name || t`a former colleague`;

export function ledgerColumns({ onOpen, onNarrow }: Acts): Column<TimelineEntry>[] {
  return [
    {
      id: "seq",
      header: t`Event`,
      align: "right",
      width: "84px",
      cell: (entry) => (
        <UnstyledButton
          className={styles.open}
          onClick={() => {
            onOpen(entry);
          }}
          aria-label={t`Open event ${entry.seq}`}
        >
          {entry.seq}
        </UnstyledButton>
      ),
      text: (entry) => String(entry.seq),
    },
    {
      id: "when",
      header: t`When`,
      width: "190px",
      wideOnly: true,
      cell: (entry) => <Instant at={entry.occurred_at} />,
      text: (entry) => entry.occurred_at,
      keys: ["occurred_at"],
    },
    {
      id: "what",
      header: t`What happened`,
      rowHeader: true,
      cell: (entry) => (
        <div className={styles.what}>
          {entry.sentence}
          {entry.reason && (
            <Text c="dimmed" size="xs">
              {t`Reason: ${entry.reason}`}
            </Text>
          )}
          <NarrowOnly>
            <Text component="span" size="xs" c="dimmed">
              {entry.subject.title && (
                <>
                  <About subject={entry.subject} />
                  {" · "}
                </>
              )}
              <Instant at={entry.occurred_at} /> · {actorName(entry)}
            </Text>
          </NarrowOnly>
        </div>
      ),
      text: (entry) => entry.sentence,
      keys: ["sentence", "reason"],
    },
    {
      id: "about",
      header: t`About`,
      wideOnly: true,
      nowrap: true,
      cell: (entry) => <About subject={entry.subject} />,
      text: (entry) => entry.subject.title || entry.subject.kind,
      keys: ["kind", "subject"],
    },
    {
      id: "who",
      header: t`By`,
      wideOnly: true,
      cell: (entry) => (
        <UnstyledButton
          className={styles.narrow}
          onClick={() => {
            onNarrow({ actor: actorLabel(entry.actor) });
          }}
          title={t`Only events by ${actorName(entry)}`}
        >
          {actorName(entry)}
        </UnstyledButton>
      ),
      text: actorName,
      keys: ["actor"],
    },
  ];
}

/** What an event is about: a link where it has a page. */
export function About({ subject }: { subject: TimelineEntry["subject"] }) {
  const { kind, id, title } = subject;
  const label = title || subjectWord(kind);
  const word = title && (
    <Text component="span" size="xs" c="dimmed">
      {subjectWord(kind)}{" "}
    </Text>
  );
  if (kind === "list")
    return (
      <>
        {word}
        <TextLink to="/lists/$listId" params={{ listId: id }}>
          {label}
        </TextLink>
      </>
    );
  if (kind === "referral")
    return (
      <>
        {word}
        <TextLink to="/referrals/$referralId" params={{ referralId: id }}>
          {label}
        </TextLink>
      </>
    );
  if (kind === "person")
    return (
      <>
        {word}
        <TextLink to="/people/$personId" params={{ personId: id }}>
          {label}
        </TextLink>
      </>
    );
  return (
    <>
      {word}
      {label}
    </>
  );
}
