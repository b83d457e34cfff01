import { t } from "@lingui/core/macro";
import { useMantineColorScheme } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { Spotlight } from "@mantine/spotlight";
import {
  IconArmchair,
  IconCalendarDue,
  IconKeyboard,
  IconListNumbers,
  IconMoon,
  IconPlus,
  IconSearch,
  IconSend,
  IconSun,
  IconUser,
  IconUserCircle,
  IconUsersGroup,
  type Icon,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { api } from "../../api/client";
import { useSession } from "../../features/accounts/session";
import { statusWord } from "../../i18n/words";
import { useSettings } from "../../features/settings/SettingsPage";
import { usePlaces } from "./NavRail";

interface Command {
  id: string;
  label: string;
  description?: string;
  icon: Icon;
  run: () => void;
}

/**
 * Ctrl-K: go anywhere, find a list, a referral, a person or a position, run a command. `list:`, `ref:`, `person:` and
 * `pos:` narrow the search.
 */
export function CommandPalette({ onKeys }: { onKeys: () => void }) {
  const [query, setQuery] = useState("");
  const commands = useCommands(onKeys);
  const found = useFound(query);
  const words = query.toLowerCase();
  const matching = commands.filter((command) => command.label.toLowerCase().includes(words));
  const groups = [
    { label: t`Lists`, items: found.lists },
    { label: t`Referrals`, items: found.referrals },
    { label: t`People`, items: found.people },
    { label: t`Positions`, items: found.positions },
    { label: t`Commands`, items: matching },
  ].filter((group) => group.items.length > 0);
  return (
    <Spotlight.Root
      query={query}
      onQueryChange={setQuery}
      shortcut="mod + K"
      scrollable
      maxHeight={420}
      attributes={{ content: { "aria-label": t`Search and commands` } }}
    >
      <Spotlight.Search
        placeholder={t`Search lists, people, positions, or type a command`}
        aria-label={t`Search lists, people, positions, or type a command`}
        leftSection={<IconSearch size={18} aria-hidden="true" />}
      />
      <Spotlight.ActionsList>
        {groups.length === 0 && (
          <Spotlight.Empty>{found.isSearching ? t`Searching…` : t`Nothing found for “${query}”.`}</Spotlight.Empty>
        )}
        {groups.map((group) => (
          <Spotlight.ActionsGroup key={group.label} label={group.label}>
            {group.items.map(({ id, label, description, icon: Icon, run }) => (
              <Spotlight.Action
                key={id}
                label={label}
                description={description ?? ""}
                leftSection={<Icon size={18} stroke={1.75} aria-hidden="true" />}
                onClick={run}
              />
            ))}
          </Spotlight.ActionsGroup>
        ))}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

function useCommands(onKeys: () => void): Command[] {
  const navigate = useNavigate();
  const places = usePlaces();
  const settings = useSettings().flatMap((group) => group.settings);
  const { permissions } = useSession();
  const { setColorScheme } = useMantineColorScheme();
  const may = (permission: string, command: Command) => (permissions.includes(permission) ? [command] : []);
  return [
    ...places.map((place) => ({
      id: place.to,
      label: t`Go to ${place.label}`,
      icon: place.icon,
      run: () => void navigate({ to: place.to }),
    })),
    ...settings
      .filter((one) => places.every((place) => place.to !== one.to))
      .map((one) => ({
        id: one.to,
        label: t`Settings: ${one.label}`,
        description: one.about,
        icon: one.icon,
        run: () => void navigate({ to: one.to }),
      })),
    {
      id: "account",
      label: t`Your account: name, password, sign-ins`,
      icon: IconUserCircle,
      run: () => void navigate({ to: "/account" }),
    },
    ...may("lists:manage", {
      id: "new-list",
      label: t`Create a list`,
      icon: IconPlus,
      run: () => void navigate({ to: "/lists/new" }),
    }),
    ...may("referrals:certify", {
      id: "new-referral",
      label: t`Certify a list: create a referral`,
      icon: IconPlus,
      run: () => void navigate({ to: "/referrals/new", search: {} }),
    }),
    ...may("lists:read", {
      id: "deadlines",
      label: t`Answers due: response deadlines`,
      icon: IconCalendarDue,
      run: () => void navigate({ to: "/referrals/deadlines", search: {} }),
    }),
    ...may("people:file", {
      id: "duplicates",
      label: t`Possible duplicates among people`,
      icon: IconUsersGroup,
      run: () => void navigate({ to: "/people/duplicates", search: {} }),
    }),
    { id: "keys", label: t`Show the keys`, icon: IconKeyboard, run: onKeys },
    {
      id: "dark",
      label: t`Dark colours`,
      icon: IconMoon,
      run: () => {
        setColorScheme("dark");
      },
    },
    {
      id: "light",
      label: t`Light colours`,
      icon: IconSun,
      run: () => {
        setColorScheme("light");
      },
    },
  ];
}

interface Found extends Record<"lists" | "referrals" | "people" | "positions", Command[]> {
  isSearching: boolean;
}

function useFound(query: string): Found {
  const navigate = useNavigate();
  const { permissions } = useSession();
  const [typed] = useDebouncedValue(query.trim(), 180);
  const [, prefix, rest] = /^(list:|ref:|person:|pos:)?\s*(.*)$/.exec(typed) ?? [];
  const q = rest ?? "";
  const search = { params: { query: { q, limit: 6 } } };
  const wants = (name: string, permission: string) =>
    q.length >= 2 && (!prefix || prefix === name) && permissions.includes(permission);
  const lists = useQuery({
    ...api.queryOptions("get", "/api/v1/eligible-lists", search),
    enabled: wants("list:", "lists:read"),
  });
  const referrals = useQuery({
    ...api.queryOptions("get", "/api/v1/referrals", { params: { query: { q: q.toUpperCase(), limit: 6 } } }),
    enabled: wants("ref:", "referrals:read"),
  });
  const people = useQuery({
    ...api.queryOptions("get", "/api/v1/persons", search),
    enabled: wants("person:", "people:read"),
  });
  const positions = useQuery({
    ...api.queryOptions("get", "/api/v1/positions", search),
    enabled: wants("pos:", "organization:read"),
  });
  const isBehind = typed !== query.trim() && query.trim().length >= 2;
  return {
    isSearching: isBehind || [lists, referrals, people, positions].some((one) => one.isFetching),
    lists: (lists.data?.items ?? []).map((list) => ({
      id: list.id,
      label: list.code,
      description: statusWord(list.status),
      icon: IconListNumbers,
      run: () => void navigate({ to: "/lists/$listId", params: { listId: list.id } }),
    })),
    referrals: (referrals.data?.items ?? []).map((referral) => ({
      id: referral.id,
      label: referral.number,
      description: `${referral.eligible_list.code} · ${statusWord(referral.status)}`,
      icon: IconSend,
      run: () => void navigate({ to: "/referrals/$referralId", params: { referralId: referral.id } }),
    })),
    people: (people.data?.items ?? []).map((person) => ({
      id: person.id,
      label: person.display_name,
      description: person.email ?? person.numbers[0] ?? "",
      icon: IconUser,
      run: () => void navigate({ to: "/people/$personId", params: { personId: person.id } }),
    })),
    positions: (positions.data?.items ?? []).map((position) => ({
      id: position.id,
      label: `${position.number} ${position.title}`,
      description: statusWord(position.status),
      icon: IconArmchair,
      run: () => void navigate({ to: "/positions", search: { q: position.number } }),
    })),
  };
}
