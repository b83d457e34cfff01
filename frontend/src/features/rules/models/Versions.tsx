import { t } from "@lingui/core/macro";
import { Text, Title } from "@mantine/core";

import { TextLink } from "../../../components/links";
import { Instant } from "../../../components/time/Instant";
import styles from "../rules.module.css";

interface Version {
  id: string;
  code: string;
  created_at: string;
}

interface VersionsProps {
  model: Version;
  earlier: Version | undefined;
  later: readonly Version[];
  to: "/banding-models/$modelId" | "/scoring-models/$modelId";
}

/** A model among those that it replaces and that replace it, the newest first. */
export function Versions({ model, earlier, later, to }: VersionsProps) {
  const versions = [...later.toReversed(), model, ...(earlier ? [earlier] : [])];
  return (
    <section>
      <Title order={2} mb="xs">{t`Versions`}</Title>
      <ol className={styles.versions}>
        {versions.map((one) => (
          <li key={one.id} aria-current={one.id === model.id ? "true" : undefined}>
            {one.id === model.id ? (
              <strong>{one.code}</strong>
            ) : (
              <TextLink to={to} params={{ modelId: one.id }}>
                {one.code}
              </TextLink>
            )}
            <Text c="dimmed" size="xs">
              {t`Written`} <Instant at={one.created_at} />
            </Text>
          </li>
        ))}
      </ol>
    </section>
  );
}
