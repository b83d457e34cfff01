import { t } from "@lingui/core/macro";
import { Text, Title } from "@mantine/core";
import {
  IconArmchair,
  IconBuilding,
  IconCalendarEvent,
  IconId,
  IconKey,
  IconListCheck,
  IconMathFunction,
  IconScale,
  IconSettings,
  IconStack2,
  IconUsers,
  type Icon,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";

import { NotFound } from "../../components/feedback/NotFound";
import { PageHead } from "../../components/PageHead";
import { useSession } from "../accounts/session";
import styles from "./settings.module.css";

interface Setting {
  to: string;
  label: string;
  about: string;
  icon: Icon;
  permission: string;
}

/** Every setting, in three groups; what a role may not read is not shown, and to a department none of it. */
export function useSettings(): { group: string; settings: Setting[] }[] {
  const { permissions } = useSession();
  const groups = [
    {
      group: t`Agency`,
      settings: [
        {
          to: "/settings/agency",
          label: t`Name, zone and periods`,
          about: t`Hour of deadlines, days to respond, days to report back.`,
          icon: IconSettings,
          permission: "organization:read",
        },
        {
          to: "/settings/holidays",
          label: t`Holidays`,
          about: t`Days that no deadline counts.`,
          icon: IconCalendarEvent,
          permission: "organization:read",
        },
        {
          to: "/settings/reasons",
          label: t`Reason codes`,
          about: t`What people choose from when they say why.`,
          icon: IconListCheck,
          permission: "organization:read",
        },
        {
          to: "/departments",
          label: t`Departments`,
          about: t`Who asks for people and appoints them.`,
          icon: IconBuilding,
          permission: "organization:read",
        },
        {
          to: "/job-classes",
          label: t`Job classes`,
          about: t`What examinations and positions are for.`,
          icon: IconId,
          permission: "organization:read",
        },
        {
          to: "/positions",
          label: t`Positions`,
          about: t`Seats in the budget, with their requisitions.`,
          icon: IconArmchair,
          permission: "organization:read",
        },
      ],
    },
    {
      group: t`Rules`,
      settings: [
        {
          to: "/rules",
          label: t`Certification rules`,
          about: t`Who may be considered, with citation and examples.`,
          icon: IconScale,
          permission: "rules:read",
        },
        {
          to: "/scoring-models",
          label: t`Scoring models`,
          about: t`How results become one score.`,
          icon: IconMathFunction,
          permission: "rules:read",
        },
        {
          to: "/banding-models",
          label: t`Banding models`,
          about: t`Ranges of scores that are one rank.`,
          icon: IconStack2,
          permission: "rules:read",
        },
      ],
    },
    {
      group: t`Access`,
      settings: [
        {
          to: "/settings/users",
          label: t`Users`,
          about: t`Invitations, roles, departments.`,
          icon: IconUsers,
          permission: "accounts:read",
        },
        {
          to: "/settings/api-keys",
          label: t`API keys`,
          about: t`What other systems sign in with.`,
          icon: IconKey,
          permission: "accounts:read",
        },
      ],
    },
  ];
  if (!permissions.includes("rules:read")) return [];
  return groups
    .map(({ group, settings }) => ({ group, settings: settings.filter((one) => permissions.includes(one.permission)) }))
    .filter(({ settings }) => settings.length > 0);
}

export function SettingsPage() {
  const groups = useSettings();
  if (groups.length === 0) return <NotFound />;
  return (
    <>
      <PageHead title={t`Settings`} />
      {groups.map(({ group, settings }) => (
        <section key={group} className={styles.group}>
          <Title order={2}>{group}</Title>
          <ul className={styles.cards}>
            {settings.map(({ to, label, about, icon: Icon }) => (
              <li key={to}>
                <Link to={to} className={styles.card}>
                  <Icon size={20} stroke={1.75} aria-hidden="true" />
                  <span>
                    <Text component="span" fw={600} display="block">
                      {label}
                    </Text>
                    <Text component="span" c="dimmed" display="block">
                      {about}
                    </Text>
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}
