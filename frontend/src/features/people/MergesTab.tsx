import { plural, t } from "@lingui/core/macro";
import { Button, Stack, Text, TextInput } from "@mantine/core";
import { IconArrowsJoin } from "@tabler/icons-react";
import { useState } from "react";

import { api, ifMatch } from "../../api/client";
import { byCursor, rowsOf } from "../../api/paging";
import type { Merge, Person } from "../../api/types";
import { ConfirmPanel } from "../../components/feedback/ConfirmPanel";
import { EmptyState } from "../../components/feedback/EmptyState";
import { ProblemAlert } from "../../components/feedback/ProblemAlert";
import { TableSkeleton } from "../../components/feedback/Skeletons";
import { Instant } from "../../components/time/Instant";
import { useCan } from "../accounts/session";
import { PersonLink } from "./PersonLink";
import styles from "./people.module.css";
import { personChanged } from "./queries";

/** Who was merged into this person, and undoing it from the last one on. */
export function MergesTab({ person }: { person: Person }) {
  const mayUndo = useCan("people:manage") && !person.merged_into;
  const [undoing, setUndoing] = useState<Merge | null>(null);
  const merges = api.useInfiniteQuery(
    "get",
    "/api/v1/persons/{person_id}/merges",
    { params: { path: { person_id: person.id }, query: { limit: 50 } } },
    byCursor,
  );
  const { items, more } = rowsOf(merges);
  if (merges.error) return <ProblemAlert error={merges.error} retry={() => void merges.refetch()} />;
  if (merges.isPending) return <TableSkeleton rows={2} />;
  if (items.length === 0)
    return <EmptyState icon={IconArrowsJoin}>{t`Nobody was merged into this person.`}</EmptyState>;
  const last = items.find((one) => !one.is_undone);
  return (
    <Stack maw={720}>
      <ol className={styles.notes} aria-label={t`Merges, the latest first`}>
        {items.map((merge) => (
          <li key={merge.id}>
            <Text>
              <PersonLink person={merge.other} />: {merge.reason}
            </Text>
            <Text size="xs" c="dimmed">
              {merge.merged_by_name ?? merge.merged_by}, <Instant at={merge.merged_at} />
              {merge.merged_out > 0 &&
                " · " + plural(merge.merged_out, { one: "# entry superseded", other: "# entries superseded" })}
            </Text>
            {merge.undone_at && (
              <Text size="sm" mt={4}>
                <strong>{t`Undone`}</strong> <Instant at={merge.undone_at} />, {merge.undone_by_name ?? merge.undone_by}
                : {merge.undone_reason}
              </Text>
            )}
            {mayUndo && merge === last && (
              <Button
                mt={4}
                size="compact-xs"
                variant="subtle"
                onClick={() => {
                  setUndoing(merge);
                }}
              >
                {t`Undo this merge…`}
              </Button>
            )}
          </li>
        ))}
      </ol>
      {more && (
        <Button variant="default" size="xs" loading={more.isLoading} onClick={more.load}>
          {t`Show earlier merges`}
        </Button>
      )}
      {undoing && (
        <UndoPanel
          person={person}
          merge={undoing}
          onClose={() => {
            setUndoing(null);
          }}
        />
      )}
    </Stack>
  );
}

function UndoPanel({ person, merge, onClose }: { person: Person; merge: Merge; onClose: () => void }) {
  const [reason, setReason] = useState("");
  const undo = api.useMutation("post", "/api/v1/persons/{person_id}/merges/{merge_id}/undo", {
    meta: personChanged,
    onSuccess: onClose,
  });
  const name = merge.other.display_name;
  return (
    <ConfirmPanel
      opened
      onClose={onClose}
      title={t`Undo the merge with ${name}`}
      action={t`Undo merge`}
      disabled={!reason.trim()}
      isPending={undo.isPending}
      error={undo.error}
      onConfirm={() => {
        undo.mutate({
          params: { path: { person_id: person.id, merge_id: merge.id } },
          headers: ifMatch(person),
          body: { reason },
        });
      }}
    >
      <Text>
        {t`They are two persons again. Places on lists that were superseded stand again, and contact data that was taken over goes back.`}
      </Text>
      <TextInput
        label={t`Reason`}
        required
        maxLength={1000}
        value={reason}
        onChange={(event) => {
          setReason(event.currentTarget.value);
        }}
      />
    </ConfirmPanel>
  );
}
