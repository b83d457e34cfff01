import { t } from "@lingui/core/macro";
import { Paper, Text, Title } from "@mantine/core";

import { ButtonLink } from "../../components/links";
import { useCan } from "../accounts/session";
import styles from "./home.module.css";

/** What to do where there is nothing yet: the main job in five steps. */
export function FirstSteps() {
  const mayManage = useCan("lists:manage");
  const steps = [
    [t`Create a list`, t`Say what it is for, how it is scored and by which rule it is certified.`],
    [t`Import and score`, t`Bring the component results as a file; see every score before it counts.`],
    [t`Post and adopt`, t`The list stands tentative for the inspection period, then becomes final.`],
    [t`Certify to positions`, t`The rule says how many ranks are in reach, and why, person by person.`],
    [t`Record what happens`, t`Waivers, selections, hires: the line moves by itself, with its reason.`],
  ] as const;
  return (
    <Paper p="lg" maw={640}>
      <Title order={2} mb="md">{t`From results to a hire`}</Title>
      <ol className={styles.steps}>
        {steps.map(([title, about]) => (
          <li key={title}>
            <Text fw={600}>{title}</Text>
            <Text c="dimmed">{about}</Text>
          </li>
        ))}
      </ol>
      {mayManage && <ButtonLink to="/lists/new">{t`Create the first list`}</ButtonLink>}
    </Paper>
  );
}
