import { t } from "@lingui/core/macro";
import { Drawer, Stack, Text, Title } from "@mantine/core";
import { IconCheck, IconPoint, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useId, type ReactNode } from "react";

import type { Referral, StandingInFull } from "../../api/types";
import { DispositionBadge } from "../../components/badges/DispositionBadge";
import { StandingBadge } from "../../components/badges/StandingBadge";
import { Note } from "../../components/feedback/Note";
import { ProblemAlert } from "../../components/feedback/ProblemAlert";
import { TableSkeleton } from "../../components/feedback/Skeletons";
import { TextLink } from "../../components/links";
import { Instant } from "../../components/time/Instant";
import { useCan } from "../accounts/session";
import { evidenceQuery, standingQuery } from "./queries";
import styles from "./referrals.module.css";

interface WhyDrawerProps {
  referral: Referral;
  /** Whose reasons; undefined closes the drawer. */
  eligibleId: string | undefined;
  /** The name where it is known already, so that the title does not change under the reader. */
  name: string | undefined;
  onClose: () => void;
}

/** Why somebody stands where they stand: the server's sentence, the steps to it, the rule, what would change it. */
export function WhyDrawer({ referral, eligibleId, name, onClose }: WhyDrawerProps) {
  const standing = useQuery({
    ...standingQuery(referral.id, eligibleId ?? ""),
    enabled: eligibleId !== undefined,
  });
  const title = name ?? standing.data?.person.display_name;
  return (
    <Drawer
      opened={eligibleId !== undefined}
      onClose={onClose}
      title={<strong className={styles.name}>{title ? t`Why: ${title}` : t`Why`}</strong>}
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      {standing.error ? (
        <ProblemAlert error={standing.error} retry={() => void standing.refetch()} />
      ) : standing.data && eligibleId ? (
        <Reasons standing={standing.data} referral={referral} />
      ) : (
        <TableSkeleton />
      )}
    </Drawer>
  );
}

function Reasons({ standing, referral }: { standing: StandingInFull; referral: Referral }) {
  const { explanation, shown_as, disposition, rank, score, steps } = standing;
  const { rule } = referral;
  return (
    <Stack gap="lg">
      <Stack gap="xs">
        <span className={styles.disposition}>
          <StandingBadge standing={shown_as} />
          {disposition !== "pending" && disposition !== shown_as && <DispositionBadge disposition={disposition} />}
          <Text component="span" c="dimmed" size="sm" className="tabular">
            {rank === null
              ? t`score before the correction: ${score}`
              : t`rank ${rank.toLocaleString("en")} · score ${score}`}
          </Text>
        </span>
        <Text className={styles.verdict}>{explanation.sentence}</Text>
      </Stack>
      <Part title={t`Step by step`}>
        <Steps steps={steps} />
      </Part>
      <Part title={t`The rule`}>
        <Text>{rule.sentence}</Text>
        <Text c="dimmed" size="xs" mt={4}>
          {t`${rule.code}, version ${rule.version}`} · {rule.citation}
        </Text>
      </Part>
      {explanation.opens_if && (
        <Note tone="blue">
          <strong>{t`What would change it`}</strong>
          <br />
          {explanation.opens_if}
        </Note>
      )}
      <Part title={t`Events it rests on`}>
        <Evidence referral={referral} eligibleId={standing.eligible_id} />
      </Part>
    </Stack>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <Title order={2} size="h3" mb={6} id={id}>
        {title}
      </Title>
      {children}
    </section>
  );
}

const marks = { fact: IconPoint, passed: IconCheck, failed: IconX };

function Steps({ steps }: { steps: StandingInFull["steps"] }) {
  const words = { fact: t`Fact`, passed: t`Passed`, failed: t`Ends here` };
  return (
    <ol className={styles.steps}>
      {steps.map(({ code, finding, sentence }) => {
        const Mark = marks[finding];
        return (
          <li key={code} data-finding={finding}>
            <Mark size={16} stroke={2.2} role="img" aria-label={words[finding]} />
            <span>{sentence}</span>
          </li>
        );
      })}
    </ol>
  );
}

/** What the ledger holds of it; each event leads to its place in a timeline. */
function Evidence({ referral, eligibleId }: { referral: Referral; eligibleId: string }) {
  const told = useQuery(evidenceQuery(referral.id, eligibleId));
  const seesTheList = useCan("lists:read");
  if (told.error) return <ProblemAlert error={told.error} retry={() => void told.refetch()} />;
  if (told.isPending) return <TableSkeleton rows={3} />;
  return (
    <ol className={styles.evidence}>
      {told.data.items.map((entry) => {
        const label = t`event ${entry.seq}`;
        const isHere = entry.subject.kind === "referral" && entry.subject.id === referral.id;
        return (
          <li key={entry.seq}>
            <Text size="sm">{entry.sentence}</Text>
            <Text c="dimmed" size="xs">
              <Instant at={entry.occurred_at} /> ·{" "}
              {isHere ? (
                <TextLink
                  to="/referrals/$referralId"
                  params={{ referralId: referral.id }}
                  search={{ tab: "timeline", until: String(entry.seq) }}
                  size="xs"
                  underline="always"
                >
                  {label}
                </TextLink>
              ) : seesTheList ? (
                <TextLink
                  to="/lists/$listId"
                  params={{ listId: referral.eligible_list.id }}
                  search={{ tab: "timeline", until: String(entry.seq) }}
                  size="xs"
                  underline="always"
                >
                  {label}
                </TextLink>
              ) : (
                label
              )}
            </Text>
          </li>
        );
      })}
    </ol>
  );
}
