import { plural, t } from "@lingui/core/macro";
import { Button, Group, Select } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
  IconCheck,
  IconClockHour4,
  IconMailX,
  IconUserOff,
  IconUserPlus,
  IconUserQuestion,
  IconUsers,
} from "@tabler/icons-react";
import { useMemo, useState } from "react";

import { api } from "../../api/client";
import { byCursor, rowsOf } from "../../api/paging";
import { userRoles, type User, type UserRole } from "../../api/types";
import { ToneBadge } from "../../components/badges/ToneBadge";
import { Answered } from "../../components/feedback/Answered";
import { EmptyState } from "../../components/feedback/EmptyState";
import { FilterChips } from "../../components/FilterChips";
import { PageHead } from "../../components/PageHead";
import { SearchField } from "../../components/SearchField";
import { actionColumn } from "../../components/tables/actionColumn";
import { DataTable } from "../../components/tables/DataTable";
import type { Column } from "../../components/tables/columns";
import { NarrowOnly } from "../../components/tables/NarrowOnly";
import { roleWord } from "../../i18n/words";
import { useNames } from "../organization/queries";
import { SettingsTrail } from "../settings/SettingsTrail";
import { InvitePanel } from "./InvitePanel";
import { UserPanel } from "./UserPanel";
import { useCan } from "./session";

export const works = ["here", "left"] as const;

export interface UsersSearch {
  q?: string | undefined;
  role?: UserRole | undefined;
  works?: (typeof works)[number] | undefined;
  sort?: string | undefined;
}

/** Who works for the agency, in which roles. */
export function UsersPage({ search, onSearch }: { search: UsersSearch; onSearch: (search: UsersSearch) => void }) {
  const mayManage = useCan("accounts:manage");
  const [isInviting, invite] = useDisclosure(false);
  const [edited, setEdited] = useState<User>();
  const is_active = search.works === undefined ? undefined : search.works === "here";
  const users = api.useInfiniteQuery(
    "get",
    "/api/v1/users",
    { params: { query: { limit: 50, q: search.q, role: search.role, is_active, sort: search.sort, count: true } } },
    byCursor,
  );
  const { items, total, more } = rowsOf(users);
  const columns = useColumns(mayManage ? setEdited : undefined);
  const count = total ?? items.length;
  const without = (name: keyof UsersSearch) => () => {
    onSearch({ ...search, [name]: undefined });
  };
  return (
    <>
      <PageHead
        title={t`Users`}
        trail={<SettingsTrail />}
        actions={
          mayManage && (
            <Button leftSection={<IconUserPlus size={16} aria-hidden="true" />} onClick={invite.open}>
              {t`Invite somebody`}
            </Button>
          )
        }
      />
      <Group mb="sm" gap="xs">
        <SearchField
          label={t`Search by name or address`}
          value={search.q}
          onSearch={(q) => {
            onSearch({ ...search, q });
          }}
        />
        <Select
          aria-label={t`Role`}
          placeholder={t`Any role`}
          clearable
          clearButtonProps={{ "aria-label": t`Any role` }}
          data={userRoles.map((role) => ({ value: role, label: roleWord(role) }))}
          value={search.role ?? null}
          onChange={(role) => {
            onSearch({ ...search, role: role ?? undefined });
          }}
          w={{ base: "100%", xs: 200 }}
        />
        <Select
          aria-label={t`Works here`}
          placeholder={t`Any status`}
          clearable
          clearButtonProps={{ "aria-label": t`Any status` }}
          data={[
            { value: "here", label: t`Works here` },
            { value: "left", label: t`Deactivated` },
          ]}
          value={search.works ?? null}
          onChange={(next) => {
            onSearch({ ...search, works: works.find((one) => one === next) });
          }}
          w={{ base: "100%", xs: 240 }}
        />
      </Group>
      <FilterChips
        chips={[
          ...(search.q ? [{ id: "q", label: t`Name or address: ${search.q}`, onRemove: without("q") }] : []),
          ...(search.role ? [{ id: "role", label: t`Role: ${roleWord(search.role)}`, onRemove: without("role") }] : []),
          ...(search.works
            ? [
                {
                  id: "works",
                  label: search.works === "here" ? t`Works here` : t`Deactivated`,
                  onRemove: without("works"),
                },
              ]
            : []),
        ]}
        onClear={() => {
          onSearch(search.sort ? { sort: search.sort } : {});
        }}
      />
      <Answered query={users}>
        <DataTable
          caption={t`Users`}
          columns={columns}
          rows={items}
          rowKey={(user) => user.id}
          more={more}
          whole={{ path: "/users", query: { q: search.q, role: search.role, is_active, sort: search.sort } }}
          summary={plural(count, { one: "# user", other: "# users" })}
          sort={search.sort ?? "name"}
          onSort={(sort) => {
            onSearch({ ...search, sort });
          }}
          empty={<EmptyState icon={IconUsers}>{t`Nobody matches these filters.`}</EmptyState>}
        />
      </Answered>
      {isInviting && <InvitePanel onClose={invite.close} />}
      {edited && (
        <UserPanel
          key={edited.id}
          user={edited}
          onClose={() => {
            setEdited(undefined);
          }}
        />
      )}
    </>
  );
}

type State = "active" | "invited" | "expired" | "no_password" | "deactivated";

const stateOf = (user: User): State => {
  if (!user.is_active) return "deactivated";
  if (user.has_password) return "active";
  if (!user.link) return "no_password";
  return new Date(user.link.expires_at) > new Date() ? "invited" : "expired";
};

function AccountBadge({ user }: { user: User }) {
  const looks = {
    active: ["green", IconCheck, t`Active`],
    invited: ["blue", IconClockHour4, t`Invited`],
    expired: ["amber", IconMailX, t`Invitation expired`],
    no_password: ["amber", IconUserQuestion, t`Not invited yet`],
    deactivated: ["slate", IconUserOff, t`Deactivated`],
  } as const;
  const [tone, icon, word] = looks[stateOf(user)];
  return (
    <ToneBadge tone={tone} icon={icon}>
      {word}
    </ToneBadge>
  );
}

function useColumns(onEdit: ((user: User) => void) | undefined): Column<User>[] {
  const { department } = useNames();
  return useMemo(() => {
    const columns: Column<User>[] = [
      {
        id: "name",
        header: t`Name`,
        rowHeader: true,
        sort: "name",
        cell: (one) => (
          <>
            {one.name}
            <NarrowOnly>
              <span>{one.email}</span>
              <AccountBadge user={one} />
            </NarrowOnly>
          </>
        ),
        text: (one) => one.name,
      },
      {
        id: "email",
        header: t`E-mail`,
        sort: "email",
        wideOnly: true,
        cell: (one) => (
          <span style={{ display: "inline-block", minWidth: "10rem", overflowWrap: "anywhere" }}>{one.email}</span>
        ),
        text: (one) => one.email,
      },
      {
        id: "roles",
        header: t`Roles`,
        wideOnly: true,
        cell: (one) => one.roles.map(roleWord).join(", "),
        text: (one) => one.roles.map(roleWord).join(", "),
      },
      {
        id: "departments",
        header: t`Departments`,
        wideOnly: true,
        cell: (one) => one.departments.map(department).join(", "),
        text: (one) => one.departments.map(department).join(", "),
      },
      {
        id: "state",
        header: t`Status`,
        wideOnly: true,
        cell: (one) => <AccountBadge user={one} />,
        text: stateOf,
        keys: ["active", "password"],
      },
    ];
    if (onEdit) columns.push(actionColumn({ label: t`Change`, named: (one) => t`Change ${one.name}`, onAct: onEdit }));
    return columns;
  }, [department, onEdit]);
}
