import { plural, t } from "@lingui/core/macro";
import { List, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { api, ifMatch } from "../../api/client";
import type { Merge, MergePreview, Person } from "../../api/types";
import { ConfirmPanel } from "../../components/feedback/ConfirmPanel";
import { Note } from "../../components/feedback/Note";
import { ProblemAlert } from "../../components/feedback/ProblemAlert";
import { TableSkeleton } from "../../components/feedback/Skeletons";
import { personChanged, personQuery } from "./queries";
import { SideBySide, type Taken } from "./SideBySide";

interface MergePanelProps {
  /** Both persons; the first remains unless the reader turns them round. */
  ids: [string, string];
  onClose: () => void;
  onMerged: (merge: Merge) => void;
}

/** Two persons side by side, what merging them would change, and a reason: nothing happens before it is confirmed. */
export function MergePanel({ ids, onClose, onMerged }: MergePanelProps) {
  const [isTurned, setTurned] = useState(false);
  const [take, setTake] = useState<Taken[]>([]);
  const [reason, setReason] = useState("");
  const [keptId, otherId] = isTurned ? [ids[1], ids[0]] : ids;
  const kept = useQuery(personQuery(keptId));
  const other = useQuery(personQuery(otherId));
  const preview = useQuery(
    api.queryOptions("get", "/api/v1/persons/{person_id}/merge-preview", {
      params: { path: { person_id: keptId }, query: { other_id: otherId } },
    }),
  );
  const merge = api.useMutation("post", "/api/v1/persons/{person_id}/merge", {
    meta: personChanged,
    onSuccess: onMerged,
  });
  const failed = kept.error ?? other.error ?? preview.error;
  return (
    <ConfirmPanel
      opened
      onClose={onClose}
      title={t`Merge two persons`}
      action={t`Merge`}
      disabled={!reason.trim() || !preview.data?.is_possible}
      isPending={merge.isPending}
      error={merge.error}
      onConfirm={() => {
        if (kept.data && other.data)
          merge.mutate({
            params: { path: { person_id: keptId } },
            headers: ifMatch(kept.data),
            body: { other_id: otherId, other_version: other.data.version, take, reason },
          });
      }}
    >
      {failed && <ProblemAlert error={failed} />}
      {!failed && !(kept.data && other.data && preview.data) && <TableSkeleton rows={4} />}
      {kept.data && other.data && (
        <>
          <Whose
            people={[kept.data, other.data]}
            onTurn={() => {
              setTurned(!isTurned);
              setTake([]);
            }}
          />
          <SideBySide people={[kept.data, other.data]} take={take} onTake={setTake} />
          {preview.data && <Consequences preview={preview.data} people={[kept.data, other.data]} />}
        </>
      )}
      <TextInput
        label={t`Why are they one person?`}
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

/** Which of the two records remains; named by what tells them apart. */
function Whose({ people, onTurn }: { people: [Person, Person]; onTurn: () => void }) {
  const named = (person: Person) => person.numbers[0] ?? person.email ?? person.display_name;
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600} id="remains">{t`Which record remains?`}</Text>
      <SegmentedControl
        aria-labelledby="remains"
        value={people[0].id}
        data={[...people].sort((a, b) => a.id.localeCompare(b.id)).map((one) => ({ value: one.id, label: named(one) }))}
        onChange={onTurn}
      />
    </Stack>
  );
}

function Consequences({ preview, people }: { preview: MergePreview; people: [Person, Person] }) {
  const nameOf = (id: string) => people.find((one) => one.id === id)?.display_name ?? people[0].display_name;
  if (!preview.is_possible)
    return (
      <Note tone="amber">
        <strong>{t`They cannot be merged now.`}</strong>
        <List size="sm">
          {preview.hindrances.map((one) => (
            <List.Item key={`${one.code}:${one.list_id}`}>{one.message}</List.Item>
          ))}
        </List>
      </Note>
    );
  const superseded = preview.lists.flatMap((list) => list.merged_out.map((entry) => ({ list, entry })));
  return (
    <Note tone="blue">
      {superseded.length === 0 ? (
        t`No place on any list changes. Everything known under either record is shown under the one that remains.`
      ) : (
        <>
          {plural(superseded.length, {
            one: "Both stand on # list. The better place remains, the other is superseded:",
            other: "Both stand on # lists. The better place remains, the other is superseded:",
          })}
          <List size="sm">
            {superseded.map(({ list, entry }) => (
              <List.Item key={entry.eligible_id}>
                {t`${list.code}: ${list.kept?.score ?? ""} remains, ${entry.score} (${nameOf(entry.person_id)}) is superseded`}
              </List.Item>
            ))}
          </List>
        </>
      )}
      <Text size="sm" mt={4}>{t`A merge can be undone on the person's page.`}</Text>
    </Note>
  );
}
