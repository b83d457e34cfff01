import { t } from "@lingui/core/macro";
import { ActionIcon, CloseButton, Tooltip } from "@mantine/core";
import {
  IconArmchair,
  IconBook2,
  IconHome,
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarLeftExpand,
  IconListNumbers,
  IconProgressCheck,
  IconScale,
  IconSend,
  IconSettings,
  IconUsers,
  type Icon,
} from "@tabler/icons-react";
import { Link, useRouterState } from "@tanstack/react-router";

import { useSession } from "../../features/accounts/session";
import { BrandMark } from "./Brand";
import styles from "./frame.module.css";

interface Place {
  to: string;
  label: string;
  icon: Icon;
  permission: string;
  /** The letter that leads there. */
  key?: string;
  /** Addresses that belong to the same place. */
  also?: string[];
}

/** Where one can go; only what exists and the role may see. */
export function usePlaces(): Place[] {
  const { permissions } = useSession();
  const places: Place[] = [
    { to: "/", label: t`Home`, icon: IconHome, permission: "session", key: "g" },
    { to: "/lists", label: t`Lists`, icon: IconListNumbers, permission: "lists:read", key: "l" },
    { to: "/referrals", label: t`Referrals`, icon: IconSend, permission: "referrals:read", key: "r" },
    { to: "/people", label: t`People`, icon: IconUsers, permission: "people:read", key: "e" },
    {
      to: "/positions",
      label: t`Positions`,
      icon: IconArmchair,
      permission: "organization:read",
      key: "p",
      also: ["/departments", "/job-classes"],
    },
    { to: "/rules", label: t`Rules`, icon: IconScale, permission: "rules:read", also: ["/scoring-models"] },
    { to: "/ledger", label: t`Ledger`, icon: IconBook2, permission: "ledger:read" },
    { to: "/jobs", label: t`Jobs`, icon: IconProgressCheck, permission: "jobs:read", key: "j" },
    // Whoever reads the rules works with the settings; a department knows neither.
    { to: "/settings", label: t`Settings`, icon: IconSettings, permission: "rules:read" },
  ];
  return places.filter((place) => permissions.includes(place.permission));
}

const isUnder = (path: string, places: string[]) =>
  places.some((place) => path === place || (place !== "/" && path.startsWith(`${place}/`)));

interface NavRailProps {
  isNarrow: boolean;
  onNarrow: () => void;
  onLeave: () => void;
  /** Away with the menu that covers a phone, without going anywhere. */
  onClose: () => void;
}

export function NavRail({ isNarrow, onNarrow, onLeave, onClose }: NavRailProps) {
  const places = usePlaces();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const toggle = isNarrow ? t`Widen the menu` : t`Narrow the menu`;
  const Toggle = isNarrow ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  return (
    <div className={styles.rail} data-narrow={isNarrow || undefined}>
      <div className={styles.railHead}>
        <Link to="/" className={styles.brand} onClick={onLeave} aria-label={t`Eligo, home`}>
          <BrandMark />
          <span className={styles.word}>Eligo</span>
        </Link>
        <CloseButton hiddenFrom="sm" size="lg" aria-label={t`Close the menu`} onClick={onClose} />
      </div>
      <ul className={styles.places}>
        {places.map(({ to, label, icon: Icon, also = [] }) => (
          <li key={to}>
            <Tooltip label={label} position="right" disabled={!isNarrow}>
              <Link
                to={to}
                className={styles.place}
                aria-current={isUnder(path, [to, ...also]) ? "page" : undefined}
                onClick={onLeave}
              >
                <Icon size={19} stroke={1.75} aria-hidden="true" />
                <span>{label}</span>
              </Link>
            </Tooltip>
          </li>
        ))}
      </ul>
      <ActionIcon
        className={styles.toggle}
        visibleFrom="sm"
        size={34}
        aria-label={toggle}
        title={toggle}
        onClick={onNarrow}
      >
        <Toggle size={19} stroke={1.75} aria-hidden="true" />
      </ActionIcon>
    </div>
  );
}
