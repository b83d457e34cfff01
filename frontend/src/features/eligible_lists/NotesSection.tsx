import { t } from "@lingui/core/macro";
import { Button, Group, Paper, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { api } from "../../api/client";
import { ProblemAlert } from "../../components/feedback/ProblemAlert";
import { ProseField } from "../../components/ProseField";
import { Instant } from "../../components/time/Instant";
import { useCan } from "../accounts/session";
import { listChanged } from "./queries";

/** Remarks on a list and the people on it, the latest first; and a new one. */
export function NotesSection({ listId }: { listId: string }) {
  const mayWrite = useCan("lists:manage");
  const [body, setBody] = useState("");
  const path = { path: { list_id: listId } };
  const notes = useQuery(
    api.queryOptions("get", "/api/v1/eligible-lists/{list_id}/notes", { params: { ...path, query: { limit: 20 } } }),
  );
  const write = api.useMutation("post", "/api/v1/eligible-lists/{list_id}/notes", {
    meta: listChanged,
    onSuccess: () => {
      setBody("");
    },
  });
  const items = notes.data?.items ?? [];
  if (items.length === 0 && !mayWrite) return null;
  return (
    <Paper component="section" aria-label={t`Notes`} p="md" mb="md" maw={760}>
      {notes.error && <ProblemAlert error={notes.error} retry={() => void notes.refetch()} />}
      {items.map((note) => (
        <div key={note.id} style={{ marginBottom: 12, overflowWrap: "anywhere" }}>
          <Text style={{ whiteSpace: "pre-wrap" }}>
            {note.about && <strong>{note.about}: </strong>}
            {note.body}
          </Text>
          <Text c="dimmed" size="xs">
            {note.author} · <Instant at={note.created_at} />
          </Text>
        </div>
      ))}
      {mayWrite && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (body.trim()) write.mutate({ params: path, body: { body } });
          }}
        >
          {write.error && <ProblemAlert error={write.error} />}
          <ProseField label={t`Note on this list`} minRows={1} maxLength={5000} value={body} onChange={setBody} />
          <Group justify="flex-end" mt="xs">
            <Button type="submit" size="xs" variant="default" disabled={!body.trim()} loading={write.isPending}>
              {t`Write note`}
            </Button>
          </Group>
        </form>
      )}
    </Paper>
  );
}
