import { useHotkeys, useLocalStorage } from "@mantine/hooks";
import { createContext, use, useCallback, useEffect, useId, useMemo, useRef, useState, type ReactNode } from "react";

/** A key that works on the page that is open. */
export interface PageKey {
  key: string;
  /** What it does: "Open tab Timeline". */
  label: string;
  run: () => void;
}

type Shown = Pick<PageKey, "key" | "label">;

interface Register {
  set: (owner: string, keys: Shown[]) => void;
  drop: (owner: string) => void;
}

const Registering = createContext<Register>({ set: () => undefined, drop: () => undefined });
const Registered = createContext<Shown[]>([]);

/** Knows the keys of the page that is open, for the list on `?`. */
export function PageKeys({ children }: { children: ReactNode }) {
  const [owned, setOwned] = useState<ReadonlyMap<string, Shown[]>>(new Map());
  const register = useMemo<Register>(
    () => ({
      set: (owner, keys) => {
        setOwned((before) => new Map(before).set(owner, keys));
      },
      drop: (owner) => {
        setOwned((before) => new Map([...before].filter(([other]) => other !== owner)));
      },
    }),
    [],
  );
  const keys = useMemo(() => [...owned.values()].flat(), [owned]);
  return (
    <Registering value={register}>
      <Registered value={keys}>{children}</Registered>
    </Registering>
  );
}

export const useRegisteredKeys = () => use(Registered);

/** Whether keys of a single letter are wanted (WCAG 2.1.4). */
export const useSingleKeys = () => useLocalStorage({ key: "eligo-single-keys", defaultValue: true });

/** Keys of this page: they work while it is open, and `?` lists them. */
export function usePageKeys(keys: PageKey[]): void {
  const owner = useId();
  const register = use(Registering);
  const [hasKeys] = useSingleKeys();
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  const said = JSON.stringify(keys.map(({ key, label }) => ({ key, label })));
  useEffect(() => {
    register.set(owner, JSON.parse(said) as Shown[]);
    return () => {
      register.drop(owner);
    };
  }, [owner, register, said]);
  const press = useCallback((pressed: string) => {
    latest.current.find(({ key }) => key === pressed)?.run();
  }, []);
  useHotkeys(
    hasKeys
      ? keys.map(({ key }) => [
          key,
          () => {
            press(key);
          },
        ])
      : [],
  );
}

/** `1` opens the first tab, `2` the second. */
export function useTabKeys<Tab extends string>(tabs: { value: Tab; label: string }[], open: (tab: Tab) => void): void {
  usePageKeys(
    tabs.slice(0, 9).map(({ value, label }, place) => ({
      key: String(place + 1),
      label,
      run: () => {
        open(value);
      },
    })),
  );
}
