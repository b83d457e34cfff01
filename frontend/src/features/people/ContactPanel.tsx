import { t } from "@lingui/core/macro";
import { SimpleGrid, TextInput } from "@mantine/core";
import { useState } from "react";

import { api, ifMatch } from "../../api/client";
import { asProblem, errorsByField } from "../../api/problem";
import type { Person, PersonPatch } from "../../api/types";
import { ConfirmPanel } from "../../components/feedback/ConfirmPanel";
import { personChanged } from "./queries";
import { contactFields, fieldWord, type ContactField } from "./words";

const names = ["last_name", "first_name", "middle_name"] as const;
type Field = (typeof names)[number] | ContactField;

/** Names and contact data; what stood before stays in the history. */
export function ContactPanel({ person, onClose }: { person: Person; onClose: () => void }) {
  const [given, setGiven] = useState<Partial<Record<Field, string>>>({});
  const change = api.useMutation("patch", "/api/v1/persons/{person_id}", { meta: personChanged, onSuccess: onClose });
  const refused = change.error ? errorsByField(asProblem(change.error)) : {};
  const input = (field: Field) => (
    <TextInput
      key={field}
      label={fieldWord(field)}
      type={field === "email" ? "email" : field === "phone" ? "tel" : "text"}
      value={given[field] ?? person[field] ?? ""}
      error={refused[field]}
      onChange={(event) => {
        setGiven({ ...given, [field]: event.currentTarget.value });
      }}
    />
  );
  return (
    <ConfirmPanel
      opened
      onClose={onClose}
      title={t`Change contact data`}
      action={t`Save`}
      disabled={Object.keys(changesOf(person, given)).length === 0}
      isPending={change.isPending}
      error={change.error}
      onConfirm={() => {
        change.mutate({
          params: { path: { person_id: person.id } },
          headers: ifMatch(person),
          body: changesOf(person, given),
        });
      }}
    >
      {names.map(input)}
      {contactFields.slice(0, 3).map(input)}
      <SimpleGrid cols={{ base: 1, xs: 2 }}>{contactFields.slice(3).map(input)}</SimpleGrid>
    </ConfirmPanel>
  );
}

/** Only what differs; an emptied field is null, but a name is an empty text. */
export function changesOf(person: Person, given: Partial<Record<Field, string>>): PersonPatch {
  const changed = Object.entries(given)
    .map(([field, value]) => [field as Field, value.trim()] as const)
    .filter(([field, value]) => value !== (person[field] ?? ""));
  return Object.fromEntries(
    changed.map(([field, value]) => [field, value === "" && !names.some((one) => one === field) ? null : value]),
  );
}
