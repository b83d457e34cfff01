import { t } from "@lingui/core/macro";
import { Drawer, Stack, Text, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { api } from "../../api/client";
import type { Person } from "../../api/types";
import { useFocusBack } from "../../components/feedback/focusBack";
import { ProblemAlert } from "../../components/feedback/ProblemAlert";
import { SearchField } from "../../components/SearchField";
import { MergePanel } from "./MergePanel";
import styles from "./people.module.css";

/** Finds the record to merge with this one, then shows both. */
export function FindOtherPanel({ person, onClose }: { person: Person; onClose: () => void }) {
  useFocusBack();
  const [q, setQ] = useState<string | undefined>(person.last_name || person.first_name || undefined);
  const [otherId, setOtherId] = useState<string | null>(null);
  const found = useQuery({
    ...api.queryOptions("get", "/api/v1/persons", { params: { query: { limit: 20, ...(q && { q }) } } }),
    enabled: Boolean(q),
  });
  if (otherId) return <MergePanel ids={[person.id, otherId]} onClose={onClose} onMerged={onClose} />;
  const others = (q ? (found.data?.items ?? []) : []).filter((one) => one.id !== person.id);
  return (
    <Drawer
      opened
      onClose={onClose}
      title={<strong>{t`Merge ${person.display_name} with…`}</strong>}
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      <Stack>
        <SearchField label={t`Search by name, e-mail or number`} value={q} onSearch={setQ} />
        {found.error && <ProblemAlert error={found.error} />}
        <ul className={styles.choices} aria-label={t`People found`}>
          {others.map((one) => (
            <li key={one.id}>
              <UnstyledButton
                className={styles.choice}
                onClick={() => {
                  setOtherId(one.id);
                }}
              >
                <Text fw={560}>{one.display_name}</Text>
                <Text size="xs" c="dimmed">
                  {[one.email, one.phone, one.numbers.join(", ")].filter(Boolean).join(" · ") || t`No contact data`}
                </Text>
              </UnstyledButton>
            </li>
          ))}
        </ul>
        {q && found.data && others.length === 0 && <Text c="dimmed">{t`Nobody else matches “${q}”.`}</Text>}
      </Stack>
    </Drawer>
  );
}
