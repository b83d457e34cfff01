import { plural, t } from "@lingui/core/macro";
import { Button, Group, SegmentedControl, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useState } from "react";

import { api, ifMatch } from "../../api/client";
import { byCursor, rowsOf } from "../../api/paging";
import type { ApiKey } from "../../api/types";
import { Answered } from "../../components/feedback/Answered";
import { ConfirmPanel } from "../../components/feedback/ConfirmPanel";
import { EmptyState } from "../../components/feedback/EmptyState";
import { PageHead } from "../../components/PageHead";
import { SearchField } from "../../components/SearchField";
import { actionColumn } from "../../components/tables/actionColumn";
import { DataTable } from "../../components/tables/DataTable";
import type { Column } from "../../components/tables/columns";
import { NarrowOnly } from "../../components/tables/NarrowOnly";
import { Instant } from "../../components/time/Instant";
import { SettingsTrail } from "../settings/SettingsTrail";
import { CreateKeyPanel } from "./CreateKeyPanel";
import { keysChanged } from "./queries";
import { useCan } from "./session";

export interface KeysSearch {
  q?: string | undefined;
  show?: "revoked" | undefined;
}

/** What other systems sign in with. */
export function ApiKeysPage({ search, onSearch }: { search: KeysSearch; onSearch: (search: KeysSearch) => void }) {
  const mayManage = useCan("accounts:manage");
  const [isCreating, create] = useDisclosure(false);
  const [ending, setEnding] = useState<ApiKey>();
  const isRevoked = search.show === "revoked";
  const keys = api.useInfiniteQuery(
    "get",
    "/api/v1/api-keys",
    { params: { query: { limit: 50, q: search.q, is_revoked: isRevoked } } },
    byCursor,
  );
  const { items, more } = rowsOf(keys);
  const columns = columnsOf(isRevoked, mayManage ? setEnding : undefined);
  const button = (
    <Button leftSection={<IconPlus size={16} aria-hidden="true" />} onClick={create.open}>{t`New API key`}</Button>
  );
  return (
    <>
      <PageHead title={t`API keys`} trail={<SettingsTrail />} actions={mayManage && button} />
      <Group mb="sm" gap="xs">
        <SearchField
          label={t`Search by name`}
          value={search.q}
          onSearch={(q) => {
            onSearch({ ...search, q });
          }}
        />
        <SegmentedControl
          size="sm"
          aria-label={t`Which keys`}
          value={isRevoked ? "revoked" : "used"}
          onChange={(show) => {
            onSearch({ ...search, show: show === "revoked" ? "revoked" : undefined });
          }}
          data={[
            { value: "used", label: t`In use` },
            { value: "revoked", label: t`Revoked` },
          ]}
        />
      </Group>
      <Answered query={keys}>
        <DataTable
          caption={t`API keys`}
          columns={columns}
          rows={items}
          rowKey={(key) => key.id}
          more={more}
          csvName="api-keys"
          summary={plural(items.length, { one: "# key", other: "# keys" })}
          empty={
            <EmptyState icon={IconKey} action={!isRevoked && !search.q && mayManage && button}>
              {isRevoked || search.q
                ? t`No key matches.`
                : t`Another system reads and writes here with a key of its own. Give it only the scopes it needs.`}
            </EmptyState>
          }
        />
      </Answered>
      {isCreating && <CreateKeyPanel onClose={create.close} />}
      {ending && (
        <RevokePanel
          apiKey={ending}
          onClose={() => {
            setEnding(undefined);
          }}
        />
      )}
    </>
  );
}

function RevokePanel({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const revoke = api.useMutation("delete", "/api/v1/api-keys/{key_id}", { meta: keysChanged, onSuccess: onClose });
  return (
    <ConfirmPanel
      opened
      onClose={onClose}
      title={t`Revoke ${apiKey.name}`}
      action={t`Revoke`}
      danger
      isPending={revoke.isPending}
      error={revoke.error}
      onConfirm={() => {
        revoke.mutate({ params: { path: { key_id: apiKey.id } }, headers: ifMatch(apiKey, revoke.error) });
      }}
    >
      <Text>{t`The next call with this key is refused. A revoked key never comes back; make a new one instead.`}</Text>
    </ConfirmPanel>
  );
}

function columnsOf(isRevoked: boolean, onRevoke: ((key: ApiKey) => void) | undefined): Column<ApiKey>[] {
  const instant = (at: string | null, otherwise: string) => (at ? <Instant at={at} /> : otherwise);
  const columns: Column<ApiKey>[] = [
    {
      id: "name",
      header: t`Name`,
      rowHeader: true,
      cell: (one) => (
        <>
          {one.name}
          <NarrowOnly>
            {t`Last used`}: {instant(one.last_used_at, t`Never`)}
          </NarrowOnly>
          {!isRevoked && (
            <NarrowOnly>
              {t`Ends`}: {instant(one.expires_at, t`Does not end`)}
            </NarrowOnly>
          )}
        </>
      ),
      text: (one) => one.name,
    },
    {
      id: "scopes",
      header: t`Scopes`,
      wideOnly: true,
      cell: (one) => <span style={{ overflowWrap: "anywhere" }}>{one.scopes.join(", ")}</span>,
      text: (one) => one.scopes.join(" "),
    },
    {
      id: "created",
      header: t`Made`,
      wideOnly: true,
      cell: (one) => <Instant at={one.created_at} />,
      text: (one) => one.created_at,
    },
    {
      id: "used",
      header: t`Last used`,
      wideOnly: true,
      cell: (one) => instant(one.last_used_at, t`Never`),
      text: (one) => one.last_used_at ?? "",
    },
    isRevoked
      ? {
          id: "ended",
          header: t`Revoked`,
          cell: (one) => instant(one.revoked_at, ""),
          text: (one) => one.revoked_at ?? "",
        }
      : {
          id: "ends",
          header: t`Ends`,
          wideOnly: true,
          cell: (one) => instant(one.expires_at, t`Does not end`),
          text: (one) => one.expires_at ?? "",
        },
  ];
  if (onRevoke && !isRevoked)
    columns.push(actionColumn({ label: t`Revoke…`, named: (one) => t`Revoke ${one.name}`, onAct: onRevoke }));
  return columns;
}
