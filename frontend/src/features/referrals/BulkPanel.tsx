import { plural, t } from "@lingui/core/macro";
import { Button, Drawer, Group, Select, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";

import { api } from "../../api/client";
import { asProblem, errorsByField } from "../../api/problem";
import type { Bulk, Referral, Standing } from "../../api/types";
import { useFocusBack } from "../../components/feedback/focusBack";
import { Note } from "../../components/feedback/Note";
import { ProblemAlert } from "../../components/feedback/ProblemAlert";
import { ProseField } from "../../components/ProseField";
import { dispositionWord } from "../../i18n/words";
import { ReachChange } from "./ReachFacts";
import { reasonCodesQuery, referralChanged, useAsksWhy } from "./queries";
import styles from "./referrals.module.css";

type Disposition = Bulk["disposition"];
type Body = Parameters<ReturnType<typeof useBulk>["mutate"]>[0]["body"];

interface BulkPanelProps {
  referral: Referral;
  people: Standing[];
  /** What to begin with, where the place it was opened from says it. */
  disposition?: Disposition;
  onClose: () => void;
  onDone: (done: Bulk) => void;
}

function useBulk(isReal = false) {
  return api.useMutation(
    "post",
    "/api/v1/referrals/{referral_id}/dispositions",
    isReal ? { meta: referralChanged } : {},
  );
}

/** One disposition for the people picked: chosen, previewed with everybody who may not move, then done as previewed. */
export function BulkPanel({ referral, people, disposition, onClose, onDone }: BulkPanelProps) {
  useFocusBack();
  const moves = [...new Set(people.flatMap((one) => one.may_become))];
  const [chosen, setChosen] = useState<string | null>(disposition ?? moves[0] ?? null);
  const [seats, setSeats] = useState<Record<string, string | null>>({});
  const [reason, setReason] = useState<string | null>(null);
  const [note, setNote] = useState("");
  const reasons = useQuery(reasonCodesQuery("disposition"));
  const preview = useBulk();
  const record = useBulk(true);
  const vacant = referral.positions.filter((one) => !one.hired_eligible_id);
  const body = (more: Partial<Body>): { params: { path: { referral_id: string } }; body: Body } => ({
    params: { path: { referral_id: referral.id } },
    body: {
      disposition: chosen as Body["disposition"],
      people: people.map(({ eligible_id }) => {
        const seat = chosen === "hired" ? seats[eligible_id] : null;
        return { eligible_id, ...(seat && { position_id: seat }) };
      }),
      dry_run: false,
      skip_refused: false,
      ...(reason && { reason_code: reason }),
      ...(note && { note }),
      ...more,
    },
  });
  const seen = preview.data;
  const error = record.error ?? preview.error;
  const errors = error ? errorsByField(asProblem(error)) : {};
  const asksWhy = useAsksWhy() && chosen === "not_selected" && people.some((one) => one.standing === "reachable");
  const changed = () => {
    preview.reset();
    record.reset();
  };

  return (
    <Drawer
      opened
      onClose={onClose}
      size="lg"
      title={
        <strong>{plural(people.length, { one: "Decide on # person", other: "Decide on # people together" })}</strong>
      }
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      <Stack>
        {error && <ProblemAlert error={error} />}
        <Select
          label={t`Disposition`}
          required
          data={moves.map((value) => ({ value, label: dispositionWord(value) }))}
          value={chosen}
          onChange={(value) => {
            changed();
            setChosen(value);
          }}
        />
        {chosen === "hired" &&
          people.map((one) => (
            <Select
              key={one.eligible_id}
              label={t`Position that ${one.person.display_name} fills`}
              required
              data={vacant.map(({ id, number, title }) => ({ value: id, label: `${number} · ${title}` }))}
              value={seats[one.eligible_id] ?? null}
              onChange={(value) => {
                changed();
                setSeats({ ...seats, [one.eligible_id]: value });
              }}
            />
          ))}
        <Select
          label={t`Reason`}
          description={asksWhy && t`This agency asks why somebody in reach was not selected.`}
          required={asksWhy}
          error={errors.reason_code}
          clearable
          searchable
          clearButtonProps={{ "aria-label": t`Empty the choice` }}
          data={(reasons.data?.items ?? []).map((one) => ({ value: one.code, label: one.title }))}
          value={reason}
          onChange={(value) => {
            changed();
            setReason(value);
          }}
        />
        <ProseField
          label={t`Note`}
          error={errors.note}
          value={note}
          onChange={(next) => {
            changed();
            setNote(next);
          }}
        />
        {!seen && (
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>{t`Keep as it is`}</Button>
            <Button
              disabled={!chosen}
              loading={preview.isPending}
              onClick={() => {
                record.reset();
                preview.mutate(body({ dry_run: true }));
              }}
            >{t`Preview`}</Button>
          </Group>
        )}
        {seen && (
          <>
            <Preview seen={seen} />
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>{t`Keep as it is`}</Button>
              <Button
                disabled={seen.moving.length === 0}
                loading={record.isPending}
                onClick={() => {
                  record.mutate(body({ digest: seen.digest, skip_refused: seen.refused.length > 0 }), {
                    onSuccess: (done) => {
                      onDone(done);
                      onClose();
                    },
                    // What was previewed is not what would happen any more: it is looked at anew first.
                    onError: (refusal) => {
                      if (asProblem(refusal).status === 409) preview.reset();
                    },
                  });
                }}
              >
                {seen.refused.length > 0
                  ? plural(seen.moving.length, {
                      0: "Nobody to record",
                      one: "Record for # person, leave the rest",
                      other: "Record for # people, leave the rest",
                    })
                  : plural(seen.moving.length, { one: "Record for # person", other: "Record for # people" })}
              </Button>
            </Group>
          </>
        )}
      </Stack>
    </Drawer>
  );
}

function Preview({ seen }: { seen: Bulk }) {
  const box = useRef<HTMLDivElement>(null);
  // The button that asked for it is gone: who reads on, and who goes on with Tab, starts here.
  useEffect(() => {
    box.current?.focus();
  }, []);
  return (
    <Stack gap="sm" aria-live="polite" ref={box} tabIndex={-1} style={{ outline: "none" }}>
      <Text fw={560}>
        {plural(seen.moving.length, {
          0: "Nobody becomes",
          one: "# person becomes",
          other: "# people become",
        })}{" "}
        {dispositionWord(seen.disposition).toLowerCase()}
      </Text>
      <Names names={seen.moving.map((one) => one.person.display_name)} />
      {seen.refused.length > 0 && (
        <Note tone="amber">
          <strong>
            {plural(seen.refused.length, { one: "# person may not move:", other: "# people may not move:" })}
          </strong>
          <ul className={styles.refused}>
            {seen.refused.map((one) => (
              <li key={one.eligible_id}>
                <strong>{one.person?.display_name ?? t`Somebody not on this referral`}</strong>: {one.detail}
              </li>
            ))}
          </ul>
        </Note>
      )}
      <ReachChange before={seen.before} after={seen.after} />
      {seen.moved.length > 0 && (
        <div>
          <Text>
            {plural(seen.moved.length, {
              one: "# other person is shown differently:",
              other: "# other people are shown differently:",
            })}
          </Text>
          <Names names={seen.moved.map((one) => one.person.display_name)} />
        </div>
      )}
    </Stack>
  );
}

const MOST = 12;

function Names({ names }: { names: string[] }) {
  const rest = names.length - MOST;
  return (
    <Text c="dimmed">
      {names.slice(0, MOST).join("; ")}
      {rest > 0 && ` ${plural(rest, { one: "and # more", other: "and # more" })}`}
    </Text>
  );
}
