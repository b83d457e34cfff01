import { t } from "@lingui/core/macro";
import { Button, Group, SimpleGrid, Stack, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { api } from "../../../api/client";
import { ProblemAlert } from "../../../components/feedback/ProblemAlert";
import { SearchField } from "../../../components/SearchField";
import styles from "../../people/people.module.css";
import type { EntryForm } from "./entry";

export interface EntryFields {
  form: EntryForm;
  errors: Record<string, string>;
  onChange: (next: Partial<EntryForm>) => void;
}

/** Somebody known, found by name, address or number; or somebody new. */
export function WhoFields({ form, errors, onChange }: EntryFields) {
  const [isNew, setNew] = useState(false);
  if (form.chosen)
    return (
      <Group justify="space-between" wrap="nowrap" align="start">
        <div>
          <Text size="sm" fw={560}>{t`Person`}</Text>
          <Text className={styles.choice} p={0}>
            {form.chosen.display_name}
          </Text>
          {errors.person_id && (
            <Text size="sm" c="var(--tone-red-ink)">
              {errors.person_id}
            </Text>
          )}
        </div>
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            onChange({ chosen: null });
          }}
        >
          {t`Choose somebody else`}
        </Button>
      </Group>
    );
  if (isNew)
    return (
      <NewPerson
        form={form}
        errors={errors}
        onChange={onChange}
        onSearch={() => {
          setNew(false);
        }}
      />
    );
  return (
    <FindPerson
      onChoose={(chosen) => {
        onChange({ chosen });
      }}
      onNew={(typed) => {
        const [last = "", first = ""] = typed.split(",").map((part) => part.trim());
        onChange({
          person: typed.includes("@")
            ? { ...form.person, email: typed }
            : { ...form.person, last_name: last, first_name: first },
        });
        setNew(true);
      }}
    />
  );
}

interface FindPersonProps {
  onChoose: (chosen: NonNullable<EntryForm["chosen"]>) => void;
  onNew: (typed: string) => void;
}

function FindPerson({ onChoose, onNew }: FindPersonProps) {
  const [q, setQ] = useState<string | undefined>();
  const found = useQuery({
    ...api.queryOptions("get", "/api/v1/persons", { params: { query: { limit: 10, ...(q && { q }) } } }),
    enabled: Boolean(q),
  });
  const people = q ? (found.data?.items ?? []) : [];
  return (
    <Stack gap="xs">
      <SearchField label={t`Search by name, e-mail or number`} value={q} onSearch={setQ} />
      {found.error && <ProblemAlert error={found.error} />}
      {people.length > 0 && (
        <ul className={styles.choices} aria-label={t`People found`}>
          {people.map((one) => (
            <li key={one.id}>
              <UnstyledButton
                className={styles.choice}
                onClick={() => {
                  onChoose({ id: one.id, display_name: one.display_name });
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
      )}
      {q && found.data && people.length === 0 && <Text c="dimmed">{t`Nobody matches “${q}”.`}</Text>}
      <Group>
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            onNew(q ?? "");
          }}
        >
          {t`Somebody new`}
        </Button>
      </Group>
    </Stack>
  );
}

function NewPerson({ form, errors, onChange, onSearch }: EntryFields & { onSearch: () => void }) {
  const field = (name: keyof EntryForm["person"], label: string, required = false) => (
    <TextInput
      label={label}
      required={required}
      maxLength={200}
      type={name === "email" ? "email" : "text"}
      value={form.person[name]}
      error={errors[`person.${name}`]}
      onChange={(event) => {
        onChange({ person: { ...form.person, [name]: event.currentTarget.value } });
      }}
    />
  );
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        {field("last_name", t`Last name`, true)}
        {field("first_name", t`First name`)}
        {field("middle_name", t`Middle name`)}
        {field("phone", t`Telephone`)}
      </SimpleGrid>
      {field("email", t`E-mail`)}
      <Group>
        <Button size="xs" variant="subtle" onClick={onSearch}>
          {t`Search instead`}
        </Button>
      </Group>
    </Stack>
  );
}
