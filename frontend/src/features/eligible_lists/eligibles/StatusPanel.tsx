import { plural, t } from "@lingui/core/macro";
import { Select, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { api } from "../../../api/client";
import { asProblem } from "../../../api/problem";
import type { EligibleList, StatusChanges, StatusChangesRead } from "../../../api/types";
import { ConfirmPanel } from "../../../components/feedback/ConfirmPanel";
import { ProseField } from "../../../components/ProseField";
import { allDepartments, optionsOf, vacantPositions } from "../../organization/queries";
import { reasonCodesQuery } from "../../referrals/queries";
import { listChanged } from "../queries";
import { StatusPreview } from "./StatusPreview";

export type StatusAction = StatusChanges["action"];
export type Whom = Pick<StatusChanges, "eligible_ids" | "matching">;

export const statusActions: Record<StatusAction, () => string> = {
  deactivate: () => t`Deactivate`,
  activate: () => t`Activate`,
  waive: () => t`Record waiver`,
  remove: () => t`Remove from list`,
  restore: () => t`Restore by order`,
};

const consequences: Record<StatusAction, () => string> = {
  deactivate: () => t`They leave the pool until they are activated; open referrals may reach further down.`,
  activate: () => t`They count on certifications from now on. A narrow waiver in force ends.`,
  waive: () => t`A waiver of the whole list takes them out of the pool; a narrower one out of what it names only.`,
  remove: () => t`They are taken off the list. Only an order brings them back.`,
  restore: () => t`They are put back on the list by order, in the place they held, on open referrals too.`,
};

interface StatusPanelProps {
  list: EligibleList;
  action: StatusAction;
  whom: Whom;
  /** "Okafor, Adaeze" or "12 people". */
  who: string;
  onClose: () => void;
  onDone: () => void;
}

/** Changes the status of one or many: first what would happen, then, on a confirmation, that. */
export function StatusPanel({ list, action, whom, who, onClose, onDone }: StatusPanelProps) {
  const [reason, setReason] = useState<string | null>(null);
  const [note, setNote] = useState("");
  const [until, setUntil] = useState("");
  const [scope, setScope] = useState<NonNullable<StatusChanges["scope"]>>("general");
  const [place, setPlace] = useState<string | null>(null);
  const [isRestConfirmed, confirmRest] = useState(false);
  const [preview, setPreview] = useState<StatusChangesRead | null>(null);
  const reasons = useQuery(reasonCodesQuery("status"));
  const path = { params: { path: { list_id: list.id } } };
  const asks = api.useMutation("post", "/api/v1/eligible-lists/{list_id}/status-changes");
  const does = api.useMutation("post", "/api/v1/eligible-lists/{list_id}/status-changes", { meta: listChanged });
  const needsPlace = action === "waive" && (scope === "position" || scope === "department");
  const isReady = reason !== null && (!needsPlace || place !== null);
  const order = (): StatusChanges => ({
    action,
    ...whom,
    reason_code: reason ?? "",
    scope: action === "waive" ? scope : "general",
    ...(scope === "position" && { position_id: place }),
    ...(scope === "department" && { department_id: place }),
    ...(note && { note }),
    ...(until && { until }),
    dry_run: false,
    skip_refused: false,
  });
  const edit = (change: () => void) => {
    setPreview(null);
    confirmRest(false);
    change();
  };
  const confirm = () => {
    if (preview === null) {
      does.reset();
      asks.mutate({ ...path, body: { ...order(), dry_run: true } }, { onSuccess: setPreview });
      return;
    }
    const body = { ...order(), digest: preview.digest, skip_refused: isRestConfirmed };
    const again = (error: unknown) => {
      // What was previewed is not what would happen any more: it is looked at anew before anything is sent again.
      if (asProblem(error).status !== 409) return;
      setPreview(null);
      confirmRest(false);
    };
    does.mutate({ ...path, body }, { onSuccess: onDone, onError: again });
  };
  const isBlocked = preview !== null && (preview.changed === 0 || (preview.refused > 0 && !isRestConfirmed));

  return (
    <ConfirmPanel
      opened
      danger={action === "remove" && preview !== null}
      onClose={onClose}
      title={`${statusActions[action]()}: ${who}`}
      action={preview === null ? t`Preview` : doneLabel(action, preview.changed)}
      disabled={!isReady || isBlocked}
      isPending={asks.isPending || does.isPending}
      error={does.error ?? asks.error}
      onConfirm={confirm}
    >
      <Text>{consequences[action]()}</Text>
      {action === "waive" && (
        <Scope
          scope={scope}
          place={place}
          onChange={(nextScope, nextPlace) => {
            edit(() => {
              setScope(nextScope);
              setPlace(nextPlace);
            });
          }}
        />
      )}
      <Select
        label={t`Reason`}
        required
        searchable
        data={(reasons.data?.items ?? []).map((one) => ({ value: one.code, label: one.title }))}
        value={reason}
        onChange={(next) => {
          edit(() => {
            setReason(next);
          });
        }}
      />
      {(action === "waive" || action === "deactivate") && (
        <TextInput
          type="date"
          label={t`Last day of it`}
          description={t`It ends by itself the day after. Left empty, it lasts until somebody ends it.`}
          value={until}
          onChange={(event) => {
            const next = event.currentTarget.value;
            edit(() => {
              setUntil(next);
            });
          }}
        />
      )}
      <ProseField
        label={t`Note`}
        value={note}
        onChange={(next) => {
          edit(() => {
            setNote(next);
          });
        }}
      />
      {preview && <StatusPreview preview={preview} isRestConfirmed={isRestConfirmed} onConfirmRest={confirmRest} />}
    </ConfirmPanel>
  );
}

const doneLabel = (action: StatusAction, count: number) =>
  count === 0
    ? statusActions[action]()
    : `${statusActions[action]()} (${plural(count, { one: "# person", other: "# people" })})`;

interface ScopeProps {
  scope: NonNullable<StatusChanges["scope"]>;
  place: string | null;
  onChange: (scope: NonNullable<StatusChanges["scope"]>, place: string | null) => void;
}

function Scope({ scope, place, onChange }: ScopeProps) {
  const departments = useQuery({ ...allDepartments, enabled: scope === "department" });
  const positions = useQuery({ ...vacantPositions, enabled: scope === "position" });
  const scopes = [
    { value: "general", label: t`The whole list` },
    { value: "department", label: t`One department` },
    { value: "position", label: t`One position` },
    { value: "temporary", label: t`Temporary employment` },
  ] as const;
  return (
    <>
      <Select
        label={t`What is waived`}
        allowDeselect={false}
        data={scopes.map(({ value, label }) => ({ value, label }))}
        value={scope}
        onChange={(next) => {
          onChange(scopes.find((one) => one.value === next)?.value ?? "general", null);
        }}
      />
      {(scope === "department" || scope === "position") && (
        <Select
          label={scope === "department" ? t`Department` : t`Position`}
          required
          searchable
          data={
            scope === "department"
              ? optionsOf(departments.data?.items)
              : (positions.data?.items ?? []).map((one) => ({ value: one.id, label: `${one.number} · ${one.title}` }))
          }
          value={place}
          onChange={(next) => {
            onChange(scope, next);
          }}
        />
      )}
    </>
  );
}
