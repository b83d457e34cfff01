import { t } from "@lingui/core/macro";
import { Text } from "@mantine/core";

import type { WorkedScore } from "../../../api/types";
import { Note } from "../../../components/feedback/Note";
import { plain } from "../../../i18n/words";
import styles from "../rules.module.css";
import { SideScroll } from "../SideScroll";

const SHOWN = 6;

/** The way to one score: the parts as a table, then every further step with what it found. */
export function WorkedSteps({ worked, decimals }: { worked: WorkedScore; decimals: number }) {
  return (
    <div aria-live="polite">
      <SideScroll label={t`Parts`}>
        <table className={styles.example}>
          <thead>
            <tr>
              <th scope="col">{t`Part`}</th>
              <th scope="col">{t`Share of the highest`}</th>
              <th scope="col">{t`Passes from`}</th>
              <th scope="col">{t`Weight`}</th>
              <th scope="col">{t`Adds`}</th>
            </tr>
          </thead>
          <tbody>
            {worked.parts.map((part) => (
              <tr key={part.name}>
                <th scope="row">{plain(part.name)}</th>
                <td>{t`${part.raw} of ${part.max} = ${part.share}`}</td>
                <td>{passing(part)}</td>
                <td>{part.weight_share}</td>
                <td>{part.adds}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </SideScroll>
      <ol className={styles.steps}>
        <li>{t`Composite: ${worked.parts.map((part) => part.adds).join(" + ")} = ${worked.composite}`}</li>
        {worked.passed ? <Passed worked={worked} decimals={decimals} /> : <li>{worked.failed_because}</li>}
      </ol>
      <Outcome worked={worked} />
    </div>
  );
}

function passing(part: WorkedScore["parts"][number]): string {
  if (part.pass_share === null) return "–";
  if (part.hurdle && part.is_below) return t`${part.pass_share}, below: fails the whole`;
  return part.hurdle ? t`${part.pass_share}, must pass` : part.pass_share;
}

function Passed({ worked, decimals }: { worked: WorkedScore; decimals: number }) {
  return (
    <>
      <li>{t`Pass: ${worked.composite} is at least ${worked.pass_fraction}`}</li>
      <li>{t`Scale: ${short(worked.scaled)} points`}</li>
      {worked.credits.map((credit) => (
        <li key={credit.kind}>
          {credit.is_granted
            ? t`Credit: ${plain(credit.kind)} adds ${credit.points}`
            : t`Credit: ${plain(credit.kind)} is not granted beside ${credit.beside.map(plain).join(", ")}`}
        </li>
      ))}
      <li>{t`Rounding: ${short(worked.unrounded)} to ${decimals} decimals is ${worked.score ?? ""}`}</li>
      {worked.band && (
        <li>{t`Band: from ${worked.band.lower} up to ${worked.band.upper} is rank ${worked.band.rank}`}</li>
      )}
      {worked.is_outside_bands && <li>{t`Band: the score lies in none, so the result fails.`}</li>}
    </>
  );
}

function Outcome({ worked }: { worked: WorkedScore }) {
  if (!worked.passed || worked.is_outside_bands) return <Note tone="amber">{t`Fails: no place on the list.`}</Note>;
  const final = worked.band?.upper ?? worked.score ?? "";
  return (
    <Text size="lg" fw={640} className="tabular">
      {worked.band ? t`Shown on the list: ${final}, the top of the band` : t`Final score: ${final}`}
    </Text>
  );
}

/** Digits beyond the sixth are of no use to a reader; the score itself is the server's. */
const short = (value: string | null) => {
  const [whole = "", fraction = ""] = (value ?? "").split(".");
  return fraction.length > SHOWN ? `${whole}.${fraction.slice(0, SHOWN)}…` : (value ?? "");
};
