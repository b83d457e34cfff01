import { t } from "@lingui/core/macro";
import { Drawer, Stack, Text, Title } from "@mantine/core";

import type { Referral, Standing } from "../../api/types";
import { DispositionBadge } from "../../components/badges/DispositionBadge";
import { StandingBadge } from "../../components/badges/StandingBadge";
import { Note } from "../../components/feedback/Note";
import { plain } from "../../i18n/words";
import styles from "./referrals.module.css";

interface WhyDrawerProps {
  standing: Standing | undefined;
  rule: Referral["rule"];
  onClose: () => void;
}

/** Why somebody stands where they stand: the server's sentence first, then what would change it, then the rule. */
export function WhyDrawer({ standing, rule, onClose }: WhyDrawerProps) {
  return (
    <Drawer
      opened={standing !== undefined}
      onClose={onClose}
      title={<strong>{standing ? t`Why: ${standing.person.display_name}` : t`Why`}</strong>}
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      {standing && <Reasons standing={standing} rule={rule} />}
    </Drawer>
  );
}

// Said already by the sentence, the rank or the rule; the rest is what the sentence leaves out.
const SAID = new Set(["rank", "score", "base", "extra", "further", "units", "reach", "line", "line_rank"]);

function Reasons({ standing, rule }: { standing: Standing; rule: Referral["rule"] }) {
  const { explanation, shown_as, disposition, rank, score } = standing;
  const facts = Object.entries(explanation.params).filter(
    (entry): entry is [string, string | number] =>
      !SAID.has(entry[0]) && (typeof entry[1] === "string" || typeof entry[1] === "number"),
  );
  return (
    <Stack gap="lg">
      <Stack gap="xs">
        <span>
          <StandingBadge standing={shown_as} />
        </span>
        <Text className={styles.verdict}>{explanation.sentence}</Text>
      </Stack>
      {explanation.opens_if && (
        <Note tone="blue">
          <strong>{t`What would change it`}</strong>
          <br />
          {explanation.opens_if}
        </Note>
      )}
      <section>
        <Title order={2} size="h3" mb={6}>{t`What it rests on`}</Title>
        <dl className={styles.params}>
          <dt>{t`Rank and score`}</dt>
          <dd>
            {rank} · {score}
          </dd>
          <dt>{t`Disposition here`}</dt>
          <dd>
            <DispositionBadge disposition={disposition} />
          </dd>
          {facts.map(([name, value]) => (
            <div key={name} style={{ display: "contents" }}>
              <dt>{plain(name)}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </section>
      <section>
        <Title order={2} size="h3" mb={6}>{t`The rule`}</Title>
        <Text>{rule.sentence}</Text>
        <Text c="dimmed" size="xs" mt={4}>
          {t`${rule.code}, version ${rule.version}`} · {rule.citation}
        </Text>
      </section>
    </Stack>
  );
}
