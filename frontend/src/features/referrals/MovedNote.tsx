import { plural, t } from "@lingui/core/macro";
import { ActionIcon, Group, Text } from "@mantine/core";
import { IconX } from "@tabler/icons-react";

import type { Standing } from "../../api/types";
import { Note } from "../../components/feedback/Note";
import { dispositionWord, standingWord } from "../../i18n/words";
import type { Decided } from "./DispositionPanel";
import styles from "./referrals.module.css";

const MOST_NAMES = 6;

interface MovedNoteProps {
  decided: Decided | null;
  people: Standing[];
  onClose: () => void;
}

/** Who moved because of the last decision; also said aloud. */
export function MovedNote({ decided, people, onClose }: MovedNoteProps) {
  return (
    <div aria-live="polite">
      {decided && (
        <div className={styles.moved}>
          <Note tone={decided.moved.length > 0 ? "green" : "blue"}>
            <Group justify="space-between" wrap="nowrap" align="flex-start">
              <Moves decided={decided} people={people} />
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

function Moves({ decided: { name, disposition, moved }, people }: { decided: Decided; people: Standing[] }) {
  const names = new Map(people.map((one) => [one.eligible_id, one.person.display_name]));
  const groups = [...new Set(moved.map((move) => move.to))].map(
    (to) => [to, moved.filter((move) => move.to === to)] as const,
  );
  const word = dispositionWord(disposition);
  return (
    <div>
      <Text fw={560}>{t`${name}: ${word}.`}</Text>
      {moved.length === 0 && <Text>{t`The line stays where it is; nobody else's standing changed.`}</Text>}
      {groups.map(([to, moves]) => {
        const known = moves.map((move) => names.get(move.eligible_id)).filter((one) => one !== undefined);
        const shown = known.slice(0, MOST_NAMES).join("; ");
        const rest = moves.length - Math.min(known.length, MOST_NAMES);
        return (
          <Text key={to}>
            {plural(moves.length, { one: "# person is now", other: "# people are now" })}{" "}
            {standingWord(to).toLowerCase()}
            {shown && `: ${shown}`}
            {rest > 0 && shown && ` ${plural(rest, { one: "and # more", other: "and # more" })}`}.
          </Text>
        );
      })}
    </div>
  );
}
