import { plural, t } from "@lingui/core/macro";
import { ActionIcon, Group, Text } from "@mantine/core";
import { IconX } from "@tabler/icons-react";

import { Note } from "../../components/feedback/Note";
import { dispositionWord, standingWord } from "../../i18n/words";
import type { Decided } from "./DispositionPanel";
import styles from "./referrals.module.css";

const MOST_NAMES = 6;

interface MovedNoteProps {
  decided: Decided | null;
  onClose: () => void;
}

/** Who moved because of the last decision; also said aloud. */
export function MovedNote({ decided, onClose }: MovedNoteProps) {
  return (
    <div aria-live="polite">
      {decided && (
        <div className={styles.moved}>
          <Note tone={decided.moved.length > 0 ? "green" : "blue"}>
            <Group justify="space-between" wrap="nowrap" align="flex-start">
              <Moves decided={decided} />
              <ActionIcon size={24} aria-label={t`Close this note`} onClick={onClose}>
                <IconX size={16} aria-hidden="true" />
              </ActionIcon>
            </Group>
          </Note>
        </div>
      )}
    </div>
  );
}

function Moves({ decided: { name, disposition, moved } }: { decided: Decided }) {
  const groups = [...new Set(moved.map((move) => move.to))].map(
    (to) => [to, moved.filter((move) => move.to === to)] as const,
  );
  const word = dispositionWord(disposition);
  return (
    <div>
      <Text fw={560}>{t`${name}: ${word}.`}</Text>
      {moved.length === 0 && <Text>{t`The line stays where it is; nobody else's standing changed.`}</Text>}
      {groups.map(([to, moves]) => {
        const shown = moves.slice(0, MOST_NAMES).map((move) => t`${move.person.display_name} (${move.score})`);
        const rest = moves.length - shown.length;
        return (
          <Text key={to}>
            {plural(moves.length, { one: "# person is now", other: "# people are now" })}{" "}
            {standingWord(to).toLowerCase()}: {shown.join("; ")}
            {rest > 0 && ` ${plural(rest, { one: "and # more", other: "and # more" })}`}.
          </Text>
        );
      })}
    </div>
  );
}
