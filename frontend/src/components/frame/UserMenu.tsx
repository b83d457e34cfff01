import { t } from "@lingui/core/macro";
import { ActionIcon, Avatar, Menu, Text, useMantineColorScheme } from "@mantine/core";
import { IconCheck, IconDeviceDesktop, IconLogout, IconMoon, IconSun, IconUserCircle } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";

import { api } from "../../api/client";
import { SESSION, useSession } from "../../features/accounts/session";
import { roleWord } from "../../i18n/words";

const initials = (name: string) =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join("");

export function UserMenu() {
  const { user, roles } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const signOut = api.useMutation("delete", SESSION, {
    onSuccess: async () => {
      await navigate({ to: "/sign-in", search: {} });
      queries.clear();
    },
  });
  const schemes = [
    { value: "light", label: t`Light`, icon: IconSun },
    { value: "dark", label: t`Dark`, icon: IconMoon },
    { value: "auto", label: t`As the system`, icon: IconDeviceDesktop },
  ] as const;
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <ActionIcon size={34} radius="xl" aria-label={t`Signed in as ${user.name}`}>
          <Avatar size={28} color="harbour.9" variant="filled" aria-hidden="true">
            {initials(user.name)}
          </Avatar>
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text fw={600} c="var(--mantine-color-text)">
            {user.name}
          </Text>
          <Text size="xs" style={{ overflowWrap: "anywhere" }}>
            {user.email}
          </Text>
          <Text size="xs">{roles.map(roleWord).join(", ")}</Text>
        </Menu.Label>
        <Menu.Item component={Link} to="/account" leftSection={<IconUserCircle size={16} aria-hidden="true" />}>
          {t`Your account`}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t`Colours`}</Menu.Label>
        {schemes.map(({ value, label, icon: Icon }) => (
          <Menu.RadioItem
            key={value}
            value={value}
            checked={colorScheme === value}
            checkIcon={<IconCheck size={16} aria-hidden="true" />}
            rightSection={<Icon size={16} aria-hidden="true" />}
            closeMenuOnClick
            onChange={() => {
              setColorScheme(value);
            }}
          >
            {label}
          </Menu.RadioItem>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLogout size={16} aria-hidden="true" />}
          onClick={() => {
            signOut.mutate({});
          }}
        >
          {t`Sign out`}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
