import { plural, t } from "@lingui/core/macro";
import { Button, Group, Text } from "@mantine/core";
import { useState } from "react";

import type { Referral, Standing } from "../../api/types";
import { useCan } from "../accounts/session";
import { BulkPanel } from "./BulkPanel";
import type { Decided } from "./DispositionPanel";
import { SendInquiryPanel } from "./InquiryPanels";
import styles from "./referrals.module.css";
import type { Selection } from "./selection";

interface BulkBarProps {
  referral: Referral;
  items: Standing[];
  selection: Selection;
  onDecided: (decided: Decided) => void;
}

/** What can be done with the people picked; slides up while somebody is. */
export function BulkBar({ referral, items, selection, onDecided }: BulkBarProps) {
  const mayCertify = useCan("referrals:certify");
  const [panel, setPanel] = useState<"decide" | "ask" | null>(null);
  const people = items.filter((one) => selection.ids.has(one.eligible_id));
  const open = items.filter((one) => one.may_become.length > 0 && one.standing === "reachable");
  const close = () => {
    setPanel(null);
  };
  if (people.length === 0) return null;
  return (
    <>
      <div className={styles.bulk} role="region" aria-label={t`People picked`}>
        <Text fw={560} aria-live="polite">
          {plural(people.length, { one: "# person picked", other: "# people picked" })}
        </Text>
        <Group gap="xs">
          <Button
            size="xs"
            onClick={() => {
              setPanel("decide");
            }}
          >{t`Set disposition…`}</Button>
          {mayCertify && (
            <Button
              size="xs"
              variant="default"
              onClick={() => {
                setPanel("ask");
              }}
            >{t`Record inquiry…`}</Button>
          )}
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              selection.set(open.map((one) => one.eligible_id));
            }}
          >
            {plural(open.length, { one: "Pick # shown in reach", other: "Pick all # shown in reach" })}
          </Button>
          <Button
            size="xs"
            variant="subtle"
            onClick={() => {
              selection.set([]);
            }}
          >{t`Pick nobody`}</Button>
        </Group>
      </div>
      {panel === "decide" && (
        <BulkPanel
          referral={referral}
          people={people}
          onClose={close}
          onDone={(done) => {
            selection.set([]);
            onDecided({
              name: plural(done.moving.length, { one: "# person", other: "# people" }),
              disposition: done.disposition,
              moved: done.moved,
            });
          }}
        />
      )}
      {panel === "ask" && (
        <SendInquiryPanel
          referral={referral}
          people={people.map((one) => one.eligible_id)}
          onClose={() => {
            close();
            selection.set([]);
          }}
        />
      )}
    </>
  );
}
