import { t } from "@lingui/core/macro";
import { Select, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { api } from "../../../api/client";
import type { EligibleList } from "../../../api/types";
import { ConfirmPanel } from "../../../components/feedback/ConfirmPanel";
import { ProseField } from "../../../components/ProseField";
import { CivilDate } from "../../../components/time/Instant";
import { listChanged } from "../queries";

const kinds = [
  { value: "own_rating", label: () => t`The own rating` },
  { value: "rating_key", label: () => t`The rating key` },
  { value: "clerical", label: () => t`A clerical or arithmetic error` },
  { value: "administration", label: () => t`How the examination was held` },
  { value: "other", label: () => t`Something else` },
] as const;

/** Records a protest as it was received. */
export function FileProtestPanel({ list, onClose }: { list: EligibleList; onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const [q] = useDebouncedValue(typed, 250);
  const [person, setPerson] = useState<string | null>(null);
  const [kind, setKind] = useState<(typeof kinds)[number]["value"]>("own_rating");
  const [grounds, setGrounds] = useState("");
  const [filedOn, setFiledOn] = useState("");
  const path = { path: { list_id: list.id } };
  const found = useQuery(
    api.queryOptions("get", "/api/v1/eligible-lists/{list_id}/eligibles", {
      params: { ...path, query: { limit: 20, q: q.split(" (")[0] || undefined } },
    }),
  );
  const file = api.useMutation("post", "/api/v1/eligible-lists/{list_id}/protests", {
    meta: listChanged,
    onSuccess: onClose,
  });
  return (
    <ConfirmPanel
      opened
      onClose={onClose}
      title={t`File a protest against ${list.code}`}
      action={t`File protest`}
      disabled={!person || !grounds.trim()}
      isPending={file.isPending}
      error={file.error}
      onConfirm={() => {
        const body = { person_id: person ?? "", kind, grounds, ...(filedOn && { filed_on: filedOn }) };
        file.mutate({ params: path, body });
      }}
    >
      {list.inspection_ends_on && (
        <Text>
          {t`Protests are due by the end of the inspection, on`} <CivilDate on={list.inspection_ends_on} />.{" "}
          {t`One received later is recorded as late.`}
        </Text>
      )}
      <Select
        label={t`Person`}
        required
        searchable
        // The people come from the server a moment after the key: Enter must not take one of those before.
        selectFirstOptionOnChange={false}
        description={t`Beginning of the last name, or the applicant number.`}
        nothingFoundMessage={t`Nobody on this list is called so.`}
        data={(found.data?.items ?? []).map((one) => ({
          value: one.person.id,
          label: `${one.person.display_name} (${t`rank ${one.rank}`})`,
        }))}
        filter={({ options }) => options}
        searchValue={typed}
        onSearchChange={setTyped}
        value={person}
        onChange={setPerson}
      />
      <Select
        label={t`What is protested`}
        allowDeselect={false}
        data={kinds.map(({ value, label }) => ({ value, label: label() }))}
        value={kind}
        onChange={(next) => {
          setKind(kinds.find((one) => one.value === next)?.value ?? "other");
        }}
      />
      <TextInput
        type="date"
        label={t`Received on`}
        description={t`Today, unless another day is given.`}
        value={filedOn}
        onChange={(event) => {
          setFiledOn(event.currentTarget.value);
        }}
      />
      <ProseField label={t`Grounds`} required minRows={4} maxLength={5000} value={grounds} onChange={setGrounds} />
    </ConfirmPanel>
  );
}
