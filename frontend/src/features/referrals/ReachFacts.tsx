import { t } from "@lingui/core/macro";
import { Text } from "@mantine/core";

import type { Reach } from "../../api/types";
import styles from "./referrals.module.css";

export const figure = (value: number) => value.toLocaleString("en");

/** A reach beside another: what it is, and what it would be or became. */
export function ReachChange({ before, after }: { before: Reach; after: Reach }) {
  const rows: [string, string, string][] = [
    [t`Line`, lineOf(before), lineOf(after)],
    [t`Ranks in reach`, figure(before.ranks_in_reach), figure(after.ranks_in_reach)],
    [t`People in reach`, figure(before.names_in_reach), figure(after.names_in_reach)],
    [t`Positions counted`, figure(before.positions_counted), figure(after.positions_counted)],
  ];
  return (
    <>
      <table className={styles.change}>
        <caption>{t`How the line moves`}</caption>
        <thead>
          <tr>
            <td />
            <th scope="col">{t`Now`}</th>
            <th scope="col">{t`Then`}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([word, now, then]) => (
            <tr key={word} data-changed={now !== then || undefined}>
              <th scope="row">{word}</th>
              <td>{now}</td>
              <td>{then}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Text size="xs" c="dimmed">
        {after.sentence}
      </Text>
    </>
  );
}

export function lineOf({ line }: Pick<Reach, "line">): string {
  return line ? t`rank ${figure(line.rank)}, score ${line.score}` : t`nobody`;
}
