import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useRef, useState } from "react";

import { usePageKeys } from "./frame/pageKeys";

interface SearchFieldProps {
  label: string;
  value: string | undefined;
  onSearch: (value: string | undefined) => void;
}

/** Filters as one types, a breath after the last key. */
export function SearchField({ label, value, onSearch }: SearchFieldProps) {
  const [typed, setTyped] = useState(value ?? "");
  const [known, setKnown] = useState(value);
  if (value !== known) {
    setKnown(value);
    // Taken away from elsewhere: by its chip, or with all filters.
    if (value === undefined) setTyped("");
  }
  const send = useDebouncedCallback((text: string) => {
    onSearch(text.trim() || undefined);
  }, 250);
  const field = useRef<HTMLInputElement>(null);
  usePageKeys([{ key: "f", label, run: () => field.current?.focus() }]);
  return (
    <TextInput
      ref={field}
      type="search"
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={16} aria-hidden="true" />}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        send(event.currentTarget.value);
      }}
      w={{ base: "100%", xs: 290 }}
    />
  );
}
