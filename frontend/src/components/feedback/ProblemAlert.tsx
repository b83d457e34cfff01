import { t } from "@lingui/core/macro";
import { Button, Code, Text } from "@mantine/core";
import { IconAlertOctagon } from "@tabler/icons-react";
import { useEffect, useRef } from "react";

import { asProblem } from "../../api/problem";
import styles from "./feedback.module.css";

interface ProblemAlertProps {
  error: unknown;
  retry?: (() => void) | undefined;
  /** Answers what is still being typed or chosen elsewhere: the focus stays there. */
  isAside?: boolean;
}

/** What failed, what to do, and the request's id. It takes the focus, so that nobody misses it. */
export function ProblemAlert({ error, retry, isAside = false }: ProblemAlertProps) {
  const box = useRef<HTMLDivElement>(null);
  const problem = asProblem(error);
  // Where one field is wrong the detail says so already, and the field itself says it too.
  const errors = problem.errors.filter((item) => item.message !== problem.detail);
  const detail =
    problem.code === "preview_outdated"
      ? t`Nothing was changed, and what you entered is kept. Preview it again to see what it would do now.`
      : problem.version === null
        ? problem.detail
        : t`Nothing was changed, and what you entered is kept. Do it again to put yours in the place of theirs, or leave here first to see what they changed.`;

  useEffect(() => {
    if (isAside) return;
    box.current?.focus();
    box.current?.scrollIntoView({ block: "nearest" });
  }, [error, isAside]);

  return (
    <div ref={box} className={styles.problem} role="alert" tabIndex={-1}>
      <IconAlertOctagon size={18} aria-hidden="true" />
      <div>
        <Text fw={620}>{problem.title}</Text>
        {detail && detail !== problem.title && <Text>{detail}</Text>}
        {errors.length > 0 && (
          <ul>
            {errors.map((item) => (
              <li key={`${item.field}:${item.code}`}>
                <strong>{item.field}</strong>: {item.message}
              </li>
            ))}
          </ul>
        )}
        {problem.requestId && (
          <Text size="xs" mt={4}>
            {t`Request`} <Code>{problem.requestId}</Code>
          </Text>
        )}
        {retry && (
          <Button size="xs" variant="default" mt="xs" onClick={retry}>
            {t`Try again`}
          </Button>
        )}
      </div>
    </div>
  );
}
