import { t } from "@lingui/core/macro";
import { Code, Drawer, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { api } from "../../api/client";
import type { LedgerEvent } from "../../api/types";
import { Facts } from "../../components/Facts";
import { Answered } from "../../components/feedback/Answered";
import { Instant } from "../../components/time/Instant";
import { plain } from "../../i18n/words";
import styles from "./ledger.module.css";
import { subjectWord } from "./words";

/** One event as the ledger has it, hash and all. */
export function EventDrawer({ seq, onClose }: { seq: string | undefined; onClose: () => void }) {
  const number = seq && /^[1-9]\d{0,15}$/.test(seq) ? Number(seq) : undefined;
  const event = useQuery({
    ...api.queryOptions("get", "/api/v1/ledger", {
      params: { query: { after_seq: (number ?? 1) - 1, limit: 1 } },
    }),
    enabled: number !== undefined,
  });
  const found = event.data?.items[0];
  return (
    <Drawer
      opened={number !== undefined}
      onClose={onClose}
      title={<strong>{t`Event ${number ?? ""}`}</strong>}
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      <Answered query={event}>
        {found?.seq === number ? (
          <Content event={found as LedgerEvent} />
        ) : (
          <Text>{t`The ledger holds no such event.`}</Text>
        )}
      </Answered>
    </Drawer>
  );
}

function Content({ event }: { event: LedgerEvent }) {
  return (
    <Stack gap="lg">
      <Facts
        items={[
          { term: t`Event`, value: plain(event.name) },
          { term: t`About`, value: subjectWord(event.subject.kind) },
          { term: t`When`, value: <Instant at={event.occurred_at} /> },
        ]}
      />
      <Part title={t`What it says`} text={JSON.stringify(event.payload, null, 2)} />
      {event.private && <Part title={t`Its private side`} text={JSON.stringify(event.private, null, 2)} />}
      <Part title={t`Actor`} text={event.actor} />
      <Part title={t`Hash`} text={event.hash} />
      <Part title={t`Hash of the event before`} text={event.previous_hash} />
    </Stack>
  );
}

function Part({ title, text }: { title: string; text: string }) {
  return (
    <section>
      <Title order={2} size="h4" mb={4}>
        {title}
      </Title>
      <Code block className={styles.code}>
        {text}
      </Code>
    </section>
  );
}
