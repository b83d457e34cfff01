import { t } from "@lingui/core/macro";
import { Button, Code, CopyButton, Group, Stack, Text, Title } from "@mantine/core";
import {
  IconCheck,
  IconCopy,
  IconLock,
  IconMapOff,
  IconPlugConnectedX,
  IconTool,
  type Icon,
} from "@tabler/icons-react";
import { useDocumentTitle } from "@mantine/hooks";
import { useEffect, useRef } from "react";

import type { Problem } from "../../api/problem";
import { ButtonLink } from "../links";
import styles from "./feedback.module.css";

interface Fault {
  title: string;
  /** What is safe, and what to do. */
  advice: string;
  icon: Icon;
}

/** What a refused or failed page says; by what went wrong. */
function faultOf({ status, code, title }: Problem): Fault {
  if (code === "unreachable")
    return {
      title,
      advice: t`What was saved is safe. What was typed and not sent yet is still on this screen only. The page tries again by itself when the connection is back.`,
      icon: IconPlugConnectedX,
    };
  if (status === 403)
    return {
      title: t`This is not open to you`,
      advice: t`Your role does not include it. Whoever manages users in your agency can change that.`,
      icon: IconLock,
    };
  if (status === 404 || status === 410)
    return {
      title: t`Nothing is here`,
      advice: t`It may have been taken away or mistyped, or it belongs to another agency.`,
      icon: IconMapOff,
    };
  return {
    title: status >= 500 ? t`Something failed on the server` : title,
    advice: t`Nothing was changed halfway: a step is stored as a whole or not at all. Try again; if it stays so, pass on the number below.`,
    icon: IconTool,
  };
}

/** The page in the place of one that could not be shown: what failed, what is safe, what to do, the request's number. */
export function FaultPage({ problem, retry }: { problem: Problem; retry: () => void }) {
  const box = useRef<HTMLDivElement>(null);
  const { title, advice, icon: FaultIcon } = faultOf(problem);
  useDocumentTitle(`${title} · Eligo`);
  useRetryOnReturn(problem, retry);
  useEffect(() => {
    box.current?.focus();
  }, []);
  const says = problem.detail && problem.detail !== title ? problem.detail : problem.title;
  return (
    <div ref={box} className={styles.fault} role="alert" tabIndex={-1}>
      <span className={styles.emptyIcon}>
        <FaultIcon size={24} stroke={1.5} aria-hidden="true" />
      </span>
      <Stack gap="sm">
        <Title order={1}>{title}</Title>
        {says && says !== title && <Text>{says}</Text>}
        <Text c="dimmed">{advice}</Text>
        {problem.requestId && <RequestNumber id={problem.requestId} />}
        <Group gap="xs">
          {problem.status !== 403 && <Button onClick={retry}>{t`Try again`}</Button>}
          <ButtonLink to="/" variant="default">
            {t`Go to Home`}
          </ButtonLink>
        </Group>
      </Stack>
    </div>
  );
}

function useRetryOnReturn({ code }: Problem, retry: () => void) {
  useEffect(() => {
    if (code !== "unreachable") return undefined;
    window.addEventListener("online", retry);
    return () => {
      window.removeEventListener("online", retry);
    };
  }, [code, retry]);
}

function RequestNumber({ id }: { id: string }) {
  return (
    <Group gap="xs">
      <Text size="sm">
        {t`Request`} <Code>{id}</Code>
      </Text>
      <CopyButton value={id}>
        {({ copied, copy }) => (
          <Button
            size="compact-sm"
            variant="subtle"
            leftSection={
              copied ? <IconCheck size={14} aria-hidden="true" /> : <IconCopy size={14} aria-hidden="true" />
            }
            onClick={copy}
          >
            {copied ? t`Copied` : t`Copy`}
          </Button>
        )}
      </CopyButton>
    </Group>
  );
}
