import { t } from "@lingui/core/macro";
import { AppShell, Burger } from "@mantine/core";
import { useDisclosure, useHotkeys, useLocalStorage, type HotkeyItem } from "@mantine/hooks";
import { spotlight } from "@mantine/spotlight";
import { IconSearch } from "@tabler/icons-react";
import { Outlet, useMatches, useNavigate, useRouterState } from "@tanstack/react-router";
import { Kbd } from "@mantine/core";
import { useEffect, useRef } from "react";

import { useSession } from "../../features/accounts/session";
import { JobsTray } from "../../features/jobs/JobsTray";
import { ClosedPage } from "../feedback/ClosedPage";
import { OfflineBar } from "../feedback/OfflineBar";
import { Zone } from "../time/zone";
import { Clock } from "./Clock";
import { CommandPalette } from "./CommandPalette";
import { useKeptFocus } from "./keptFocus";
import { KeysHelp } from "./KeysHelp";
import { NavRail, usePlaces } from "./NavRail";
import { PrintedHead } from "./PrintedHead";
import { PageKeys, useSingleKeys } from "./pageKeys";
import { UserMenu } from "./UserMenu";
import styles from "./frame.module.css";

/** The frame of the console: rail on the left, agency, search, jobs, clock and user on top. */
export function AppFrame() {
  const session = useSession();
  const navigate = useNavigate();
  const [isMenuOpen, menu] = useDisclosure(false);
  const [areKeysShown, keys] = useDisclosure(false);
  const [isNarrow, setNarrow] = useLocalStorage({ key: "eligo-rail-narrow", defaultValue: false });
  const [hasKeys] = useSingleKeys();
  const places = usePlaces();
  const main = useFocusOnNewPage();
  const burger = useRef<HTMLButtonElement>(null);
  const rail = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The menu lies over the button that opened it.
    if (isMenuOpen) rail.current?.querySelector("button")?.focus();
  }, [isMenuOpen]);
  useKeptFocus();

  useHotkeys(
    hasKeys
      ? [
          ["shift+?", keys.open],
          ["?", keys.open],
          ["/", spotlight.open],
          ...places.flatMap(({ key, to }): HotkeyItem[] => (key ? [[key, () => void navigate({ to })]] : [])),
        ]
      : [],
  );

  return (
    <PageKeys>
      <Zone value={session.agency.zone}>
        <a href="#main" className="skip-link">{t`Skip to the page`}</a>
        <AppShell
          layout="alt"
          header={{ height: 54 }}
          navbar={{ width: isNarrow ? 64 : 208, breakpoint: "sm", collapsed: { mobile: !isMenuOpen } }}
          className={styles.shell}
        >
          <AppShell.Header className={styles.header}>
            <Burger
              ref={burger}
              opened={isMenuOpen}
              onClick={menu.toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={t`Menu`}
            />
            <span className={styles.agency}>{session.agency.name}</span>
            <button
              type="button"
              className={styles.search}
              onClick={spotlight.open}
              aria-label={t`Search or run a command`}
            >
              <IconSearch size={17} aria-hidden="true" />
              <span>{t`Search lists, people, positions, or type a command`}</span>
              <Kbd>Ctrl K</Kbd>
            </button>
            <span className={styles.gap} />
            <Clock />
            {session.permissions.includes("jobs:read") && <JobsTray />}
            <KeysHelp opened={areKeysShown} onOpen={keys.open} onClose={keys.close} />
            <UserMenu />
          </AppShell.Header>
          <AppShell.Navbar
            className={styles.navbar}
            aria-label={t`Main menu`}
            data-open={isMenuOpen || undefined}
            ref={rail}
          >
            <NavRail
              isNarrow={isNarrow}
              onNarrow={() => {
                setNarrow(!isNarrow);
              }}
              onLeave={menu.close}
              onClose={() => {
                menu.close();
                burger.current?.focus();
              }}
            />
          </AppShell.Navbar>
          <AppShell.Main className={styles.main}>
            <div className={styles.page} id="main" tabIndex={-1} ref={main}>
              <OfflineBar />
              <PrintedHead />
              <Page />
            </div>
          </AppShell.Main>
        </AppShell>
        <CommandPalette onKeys={keys.open} />
      </Zone>
    </PageKeys>
  );
}

/** The page of the address, or that it is closed to this role: nothing of it is drawn that the server would refuse. */
function Page() {
  const { permissions } = useSession();
  const needs = useMatches({ select: (matches) => matches.at(-1)?.staticData.needs });
  return needs && !permissions.includes(needs) ? <ClosedPage /> : <Outlet />;
}

/** A new page takes the focus, so that a screen reader starts at its heading and not at the menu. */
function useFocusOnNewPage() {
  const main = useRef<HTMLDivElement>(null);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const shown = useRef(path);
  useEffect(() => {
    if (shown.current !== path) main.current?.focus({ preventScroll: true });
    shown.current = path;
  }, [path]);
  return main;
}
