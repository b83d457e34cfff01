import { plural, t } from "@lingui/core/macro";
import { Button, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";

import type { Referral, Standing } from "../../api/types";
import { Note } from "../../components/feedback/Note";
import { BulkPanel } from "./BulkPanel";
import type { Decided } from "./DispositionPanel";
import { useAsksWhy } from "./queries";
import styles from "./referrals.module.css";

interface PassedOverProps {
  referral: Referral;
  items: Standing[];
  onDecided: (decided: Decided) => void;
}

/** Once somebody is selected for every position: why the others in reach were not is still to be said. */
export function PassedOver({ referral, items, onDecided }: PassedOverProps) {
  const asksWhy = useAsksWhy();
  const [isOpen, panel] = useDisclosure(false);
  const chosen = items.filter(({ disposition }) => disposition === "selected" || disposition === "hired");
  const others = items.filter(
    (one) => one.standing === "reachable" && one.may_become.includes("not_selected") && !chosen.includes(one),
  );
  if (!asksWhy || chosen.length < referral.positions.length || others.length === 0) return null;
  return (
    <div className={styles.moved}>
      <Note tone="amber">
        <Group justify="space-between" gap="sm">
          {plural(others.length, {
            one: "# other person in reach was not selected. This agency asks why.",
            other: "# other people in reach were not selected. This agency asks why.",
          })}
          <Button size="xs" variant="default" onClick={panel.open}>{t`Say why…`}</Button>
        </Group>
      </Note>
      {isOpen && (
        <BulkPanel
          referral={referral}
          people={others}
          disposition="not_selected"
          onClose={panel.close}
          onDone={(done) => {
            onDecided({
              name: plural(done.moving.length, { one: "# person", other: "# people" }),
              disposition: done.disposition,
              moved: done.moved,
            });
          }}
        />
      )}
    </div>
  );
}
