import { t } from "@lingui/core/macro";
import { Button, Checkbox, Text, UnstyledButton } from "@mantine/core";
import { IconHelpCircle } from "@tabler/icons-react";

import type { Standing } from "../../api/types";
import { DispositionBadge } from "../../components/badges/DispositionBadge";
import { StandingBadge } from "../../components/badges/StandingBadge";
import type { Column } from "../../components/tables/columns";
import { NarrowOnly } from "../../components/tables/NarrowOnly";
import { CivilDate } from "../../components/time/Instant";
import { dispositionWord } from "../../i18n/words";
import { PersonLink } from "../people/PersonLink";
import styles from "./referrals.module.css";
import type { Selection } from "./selection";

interface Actions {
  onWhy: (standing: Standing) => void;
  onDispose: ((standing: Standing) => void) | undefined;
  onRescind: ((standing: Standing) => void) | undefined;
  selection?: Selection | undefined;
  /** The ids as they stand in the table, for ranges by Shift. */
  order?: readonly string[];
}

export function standingColumns({ onWhy, onDispose, onRescind, selection, order = [] }: Actions): Column<Standing>[] {
  return [
    ...(selection ? [pickColumn(selection, order)] : []),
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
      width: "112px",
      wideOnly: true,
      cell: (one) => one.score,
      text: (one) => one.score,
    },
    {
      id: "name",
      header: t`Name`,
      rowHeader: true,
      cell: (one) => (
        <>
          <span className={styles.name}>
            <PersonLink person={one.person} />
          </span>
          <NarrowOnly>
            <Text component="span" size="xs" c="dimmed">
              {one.score}
            </Text>
            <Disposition standing={one} onDispose={onDispose} onRescind={onRescind} />
          </NarrowOnly>
        </>
      ),
      text: (one) => one.person.display_name,
    },
    {
      id: "standing",
      header: t`Standing`,
      cell: (one) => (
        <UnstyledButton
          className={styles.why}
          onClick={() => {
            onWhy(one);
          }}
          aria-label={t`Why is ${one.person.display_name} ${one.shown_as}?`}
        >
          <StandingBadge standing={one.shown_as} />
          <IconHelpCircle size={16} aria-hidden="true" />
        </UnstyledButton>
      ),
      text: (one) => one.shown_as,
      keys: ["shown_as"],
    },
    {
      id: "inquiry",
      header: t`Inquiry`,
      wideOnly: true,
      cell: (one) => <Inquiry standing={one} />,
      text: (one) => one.notice?.answer ?? one.notice?.respond_by_on ?? "",
      keys: ["respond_by", "answer"],
    },
    {
      id: "sentence",
      header: t`Reason`,
      wideOnly: true,
      cell: (one) => (
        <Text className={styles.sentence} c="dimmed">
          {one.explanation.sentence}
        </Text>
      ),
      text: (one) => one.explanation.sentence,
      keys: ["why"],
    },
    {
      id: "disposition",
      header: t`Disposition`,
      width: "200px",
      wideOnly: true,
      cell: (one) => <Disposition standing={one} onDispose={onDispose} onRescind={onRescind} />,
      text: (one) => one.disposition,
    },
  ];
}

function pickColumn(selection: Selection, order: readonly string[]): Column<Standing> {
  return {
    id: "pick",
    paperless: true,
    header: t`Pick`,
    width: "52px",
    cell: (one) =>
      one.may_become.length > 0 && (
        <Checkbox
          aria-label={t`Pick ${one.person.display_name}`}
          checked={selection.ids.has(one.eligible_id)}
          onChange={() => undefined}
          onClick={(event) => {
            selection.toggle(one.eligible_id, order, event.shiftKey);
          }}
        />
      ),
  };
}

/** What went out and came back, as one short line: once it is decided, nobody waits for an answer any more. */
function Inquiry({ standing: { notice, disposition } }: { standing: Standing }) {
  if (!notice) return <>–</>;
  if (notice.answer)
    return (
      <>
        {dispositionWord(notice.answer)} {notice.is_late && t`(late)`}
      </>
    );
  if (disposition !== "pending")
    return (
      <>
        {t`Asked`} <CivilDate on={notice.sent_on} />
      </>
    );
  return (
    <Text component="span" size="sm" {...(notice.is_overdue && { fw: 600 })}>
      {notice.is_overdue ? t`No answer by` : t`Answer by`} <CivilDate on={notice.respond_by_on} />
    </Text>
  );
}

interface DispositionProps extends Pick<Actions, "onDispose" | "onRescind"> {
  standing: Standing;
}

function Disposition({ standing, onDispose, onRescind }: DispositionProps) {
  const { disposition, may_become } = standing;
  const name = standing.person.display_name;
  const isPending = disposition === "pending";
  return (
    <span className={styles.disposition}>
      {!isPending && <DispositionBadge disposition={disposition} />}
      {onDispose && may_become.length > 0 && disposition !== "hired" && (
        <Button
          size="compact-xs"
          variant={isPending ? "default" : "subtle"}
          onClick={() => {
            onDispose(standing);
          }}
          aria-label={t`Set disposition of ${name}`}
        >
          {isPending ? t`Set…` : t`Change`}
        </Button>
      )}
      {onRescind && disposition === "hired" && (
        <Button
          size="compact-xs"
          variant="subtle"
          onClick={() => {
            onRescind(standing);
          }}
          aria-label={t`Rescind the hire of ${name}`}
        >
          {t`Rescind`}
        </Button>
      )}
    </span>
  );
}
