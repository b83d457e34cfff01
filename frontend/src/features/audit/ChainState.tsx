import { plural, t } from "@lingui/core/macro";
import { Button, Code, Paper, Text } from "@mantine/core";
import { IconAlertOctagon, IconCircleCheck, IconCircleDashed } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";

import { api } from "../../api/client";
import type { Verdict } from "../../api/types";
import { ToneBadge } from "../../components/badges/ToneBadge";
import { ProblemAlert } from "../../components/feedback/ProblemAlert";
import { showInstant, useZone } from "../../components/time/zone";
import styles from "./ledger.module.css";

/** Whether the chain of hashes is whole: asked for, since every event is read for it. */
export function ChainState() {
  const zone = useZone();
  const verdict = useQuery({
    ...api.queryOptions("get", "/api/v1/ledger/verify"),
    enabled: false,
    staleTime: Infinity,
  });
  const at = showInstant(new Date(verdict.dataUpdatedAt), zone);
  return (
    <Paper p="sm" mb="md" className={styles.chain} aria-live="polite">
      {verdict.error ? (
        <ProblemAlert error={verdict.error} retry={() => void verdict.refetch()} />
      ) : (
        <>
          {verdict.data ? <Found verdict={verdict.data} at={at} /> : <NotYet />}
          <Button
            variant="default"
            size="xs"
            ml="auto"
            className="no-print"
            loading={verdict.isFetching}
            onClick={() => void verdict.refetch()}
          >
            {verdict.data ? t`Verify again` : t`Verify the chain`}
          </Button>
        </>
      )}
    </Paper>
  );
}

function NotYet() {
  return (
    <>
      <ToneBadge tone="grey" icon={IconCircleDashed}>{t`Not verified here yet`}</ToneBadge>
      <Text c="dimmed">{t`Verifying computes every hash anew, from the first event on.`}</Text>
    </>
  );
}

function Found({ verdict, at }: { verdict: Verdict; at: string }) {
  const { events, head, first_fault: fault } = verdict;
  if (!verdict.valid)
    return (
      <>
        <ToneBadge tone="red" icon={IconAlertOctagon}>{t`The chain is broken`}</ToneBadge>
        <Text>{fault ? t`First fault at event ${fault.seq}: ${fault.reason}.` : t`The head does not match.`}</Text>
      </>
    );
  const count = events.toLocaleString("en");
  return (
    <>
      <ToneBadge tone="green" icon={IconCircleCheck}>{t`The chain is whole`}</ToneBadge>
      <Text className="tabular">
        {plural(events, { one: `${count} event verified`, other: `${count} events verified` })} · {t`as of ${at}`} ·{" "}
        {t`head`} <Code title={head.hash}>{head.hash.slice(0, 12)}</Code>
      </Text>
    </>
  );
}
