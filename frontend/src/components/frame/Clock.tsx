import { plural, t } from "@lingui/core/macro";
import { Button, Group, NumberInput, Popover, Stack, Text } from "@mantine/core";
import { IconClockHour4, IconClockPlay } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { api } from "../../api/client";
import { useSession } from "../../features/accounts/session";
import { ProblemAlert } from "../feedback/ProblemAlert";
import { useNow } from "../time/now";
import { showInstant } from "../time/zone";
import styles from "./frame.module.css";

const DAY = 86_400;

/** The clock that deadlines go by, with its zone. In the demo it can be moved forward. */
export function Clock() {
  const { agency, permissions } = useSession();
  const now = useNow();
  const label = showInstant(now, agency.zone, now);
  const face = (
    <>
      {agency.is_demo ? (
        <IconClockPlay size={17} aria-hidden="true" />
      ) : (
        <IconClockHour4 size={17} aria-hidden="true" />
      )}
      <time dateTime={now.toISOString()} className={styles.face}>
        {label}
      </time>
    </>
  );
  if (!agency.is_demo || !permissions.includes("clock:move"))
    return (
      <Text component="span" className={styles.clock} visibleFrom="md">
        {face}
      </Text>
    );
  return (
    <Popover position="bottom-end" width={300} withArrow trapFocus>
      <Popover.Target>
        <button type="button" className={styles.clock} data-demo aria-label={t`Demo clock: ${label}. Move it forward`}>
          {face}
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t`Demo clock`}>
        <MoveClock />
      </Popover.Dropdown>
    </Popover>
  );
}

function MoveClock() {
  const [days, setDays] = useState<number>(14);
  const queries = useQueryClient();
  const move = api.useMutation("post", "/api/v1/demo/clock", { onSuccess: () => queries.invalidateQueries() });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        move.mutate({ body: { advance_seconds: days * DAY } });
      }}
    >
      <Stack gap="xs">
        <Text fw={600}>{t`Demo clock`}</Text>
        <Text c="dimmed">{t`Move time forward to see an inspection period or a deadline pass. It cannot be moved back.`}</Text>
        {move.error && <ProblemAlert error={move.error} />}
        <Group align="end" gap="xs" wrap="nowrap">
          <NumberInput
            label={t`Days`}
            min={1}
            max={3650}
            value={days}
            onChange={(value) => {
              setDays(Number(value) || 1);
            }}
            style={{ flex: 1 }}
          />
          <Button type="submit" loading={move.isPending}>
            {plural(days, { one: "Move # day", other: "Move # days" })}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
