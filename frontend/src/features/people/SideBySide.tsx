import { t } from "@lingui/core/macro";
import { Radio, VisuallyHidden } from "@mantine/core";

import type { Person } from "../../api/types";
import { PersonLink } from "./PersonLink";
import styles from "./people.module.css";
import { contactFields, fieldWord, type ContactField } from "./words";

export type Taken = "name" | ContactField;

interface SideBySideProps {
  people: [Person, Person];
  /** Which contact data come from the second person; with `onTake` each row can be chosen. */
  take?: Taken[];
  onTake?: (take: Taken[]) => void;
}

/** Two persons row by row; what differs stands out, and in a merge one value of each row can be kept. */
export function SideBySide({ people, take = [], onTake }: SideBySideProps) {
  const valueOf = (person: Person, field: Taken) => (field === "name" ? person.display_name : person[field]);
  const rows = (["name", ...contactFields] as Taken[]).filter((field) => people.some((one) => valueOf(one, field)));
  const choose = (field: Taken, fromOther: boolean) => {
    onTake?.(fromOther ? [...take, field] : take.filter((one) => one !== field));
  };
  return (
    <table className={styles.sides}>
      <caption>
        <VisuallyHidden>{t`The two side by side`}</VisuallyHidden>
      </caption>
      <colgroup>
        <col />
        <col />
        <col />
      </colgroup>
      <thead>
        <tr>
          <td />
          {people.map((person) => (
            <th key={person.id} scope="col">
              <PersonLink person={person} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((field) => {
          const differs = valueOf(people[0], field) !== valueOf(people[1], field);
          return (
            <tr key={field}>
              <th scope="row">{fieldWord(field)}</th>
              {people.map((person, side) => {
                const value = valueOf(person, field);
                const isKept = take.includes(field) === (side === 1);
                return (
                  <td key={person.id} data-differs={differs || undefined}>
                    {onTake && differs ? (
                      <Radio
                        name={field}
                        label={value ?? t`none`}
                        checked={isKept}
                        onChange={() => {
                          choose(field, side === 1);
                        }}
                      />
                    ) : (
                      (value ?? "–")
                    )}
                  </td>
                );
              })}
            </tr>
          );
        })}
        <tr>
          <th scope="row">{t`Applicant numbers`}</th>
          {people.map((person) => (
            <td key={person.id}>{person.numbers.join(", ") || "–"}</td>
          ))}
        </tr>
        <tr>
          <th scope="row">{t`Lists`}</th>
          {people.map((person) => (
            <td key={person.id}>{person.lists}</td>
          ))}
        </tr>
      </tbody>
    </table>
  );
}
