import { useCallback, useMemo, useRef, useState } from "react";

export interface Selection {
  ids: ReadonlySet<string>;
  /** Turns one on or off; with `range`, everything between it and the one before. */
  toggle: (id: string, order: readonly string[], range: boolean) => void;
  set: (ids: Iterable<string>) => void;
}

/** The people picked in a table, with ranges by Shift. */
export function useSelection(): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const last = useRef<string | null>(null);
  const toggle = useCallback((id: string, order: readonly string[], range: boolean) => {
    // Found now: React may run the update later, when this row is the last one clicked.
    const taken = range ? between(order, last.current, id) : [id];
    last.current = id;
    setIds((before) => toggled(before, id, taken));
  }, []);
  const set = useCallback((next: Iterable<string>) => {
    last.current = null;
    setIds(new Set(next));
  }, []);
  return useMemo(() => ({ ids, toggle, set }), [ids, toggle, set]);
}

/** All of a range take the state that the clicked one gets. */
export function toggled(before: ReadonlySet<string>, id: string, range: readonly string[]): ReadonlySet<string> {
  const next = new Set(before);
  const isOn = !before.has(id);
  for (const one of range) {
    if (isOn) next.add(one);
    else next.delete(one);
  }
  return next;
}

export function between(order: readonly string[], from: string | null, to: string): readonly string[] {
  const [start, end] = [from === null ? -1 : order.indexOf(from), order.indexOf(to)];
  if (start < 0 || end < 0) return [to];
  return order.slice(Math.min(start, end), Math.max(start, end) + 1);
}
