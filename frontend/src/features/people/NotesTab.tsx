import { t } from "@lingui/core/macro";
import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { IconNote } from "@tabler/icons-react";
import { useState } from "react";

import { api, ifMatch } from "../../api/client";
import { byCursor, rowsOf } from "../../api/paging";
import type { Person, PersonNote } from "../../api/types";
import { ConfirmPanel } from "../../components/feedback/ConfirmPanel";
import { EmptyState } from "../../components/feedback/EmptyState";
import { ProblemAlert } from "../../components/feedback/ProblemAlert";
import { TableSkeleton } from "../../components/feedback/Skeletons";
import { ProseField } from "../../components/ProseField";
import { Instant } from "../../components/time/Instant";
import { useCan } from "../accounts/session";
import styles from "./people.module.css";
import { PERSONS } from "./queries";

const meta = { invalidates: [PERSONS] };

export function NotesTab({ person }: { person: Person }) {
  const mayWrite = useCan("people:manage") && !person.merged_into;
  const [ending, setEnding] = useState<{ note: PersonNote; how: "correct" | "withdraw" } | null>(null);
  const notes = api.useInfiniteQuery(
    "get",
    "/api/v1/persons/{person_id}/notes",
    { params: { path: { person_id: person.id }, query: { limit: 50 } } },
    byCursor,
  );
  const { items, more } = rowsOf(notes);
  if (notes.error) return <ProblemAlert error={notes.error} retry={() => void notes.refetch()} />;
  if (notes.isPending) return <TableSkeleton rows={3} />;
  return (
    <Stack maw={720}>
      {mayWrite && <NewNote person={person} />}
      {items.length === 0 && (
        <EmptyState
          icon={IconNote}
        >{t`No note yet. A note stays readable, also after it is corrected or withdrawn.`}</EmptyState>
      )}
      <ol className={styles.notes} aria-label={t`Notes, the latest first`}>
        {items.map((note) => (
          <li key={note.id} data-ended={note.status !== "current" || undefined}>
            <Text className={styles.body}>{note.body}</Text>
            <Text size="xs" c="dimmed">
              {note.written_by_name ?? note.written_by}, <Instant at={note.written_at} />
            </Text>
            {note.ended_at && (
              <Text size="sm" mt={4}>
                <strong>{note.status === "corrected" ? t`Corrected` : t`Withdrawn`}</strong>{" "}
                <Instant at={note.ended_at} />, {note.ended_by_name ?? note.ended_by}: {note.ended_reason}
              </Text>
            )}
            {mayWrite && note.status === "current" && (
              <Group gap="xs" mt={4}>
                {(["correct", "withdraw"] as const).map((how) => (
                  <Button
                    key={how}
                    size="compact-xs"
                    variant="subtle"
                    onClick={() => {
                      setEnding({ note, how });
                    }}
                  >
                    {how === "correct" ? t`Correct` : t`Withdraw`}
                  </Button>
                ))}
              </Group>
            )}
          </li>
        ))}
      </ol>
      {more && (
        <Button variant="default" size="xs" loading={more.isLoading} onClick={more.load}>
          {t`Show earlier notes`}
        </Button>
      )}
      {ending && (
        <EndNotePanel
          person={person}
          {...ending}
          onClose={() => {
            setEnding(null);
          }}
        />
      )}
    </Stack>
  );
}

function NewNote({ person }: { person: Person }) {
  const [body, setBody] = useState("");
  const add = api.useMutation("post", "/api/v1/persons/{person_id}/notes", {
    meta,
    onSuccess: () => {
      setBody("");
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate({ params: { path: { person_id: person.id } }, body: { body } });
      }}
    >
      {add.error && <ProblemAlert error={add.error} />}
      <ProseField label={t`New note`} maxLength={5000} value={body} onChange={setBody} />
      <Group justify="flex-end" mt="xs">
        <Button type="submit" size="xs" disabled={!body.trim()} loading={add.isPending}>
          {t`Add note`}
        </Button>
      </Group>
    </form>
  );
}

interface EndNotePanelProps {
  person: Person;
  note: PersonNote;
  how: "correct" | "withdraw";
  onClose: () => void;
}

function EndNotePanel({ person, note, how, onClose }: EndNotePanelProps) {
  const [body, setBody] = useState(note.body);
  const [reason, setReason] = useState("");
  const done = { meta, onSuccess: onClose };
  const correct = api.useMutation("post", "/api/v1/persons/{person_id}/notes/{note_id}/correct", done);
  const withdraw = api.useMutation("post", "/api/v1/persons/{person_id}/notes/{note_id}/withdraw", done);
  const isCorrection = how === "correct";
  const params = { params: { path: { person_id: person.id, note_id: note.id } }, headers: ifMatch(note) };
  return (
    <ConfirmPanel
      opened
      onClose={onClose}
      title={isCorrection ? t`Correct a note` : t`Withdraw a note`}
      action={isCorrection ? t`Correct note` : t`Withdraw note`}
      disabled={!reason.trim() || (isCorrection && (!body.trim() || body === note.body))}
      isPending={correct.isPending || withdraw.isPending}
      error={correct.error ?? withdraw.error}
      onConfirm={() => {
        if (isCorrection) correct.mutate({ ...params, body: { body, reason } });
        else withdraw.mutate({ ...params, body: { reason } });
      }}
    >
      <Text>{t`The note as it was stays readable, with your reason.`}</Text>
      {isCorrection && (
        <ProseField label={t`What it should say`} minRows={3} maxLength={5000} value={body} onChange={setBody} />
      )}
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
