import { useCallback, useMemo, useRef, useState } from "react";

export interface Selection {
  ids: ReadonlySet<string>;
  /** With `isRange`, everything between the row clicked last and this one follows it. */
  toggle: (id: string, isRange: boolean) => void;
  all: (ids: string[]) => void;
  clear: () => void;
}

/** Which rows of a table are chosen; `order` is the order in which they stand. */
export function useSelection(order: string[]): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const last = useRef<string | null>(null);
  const toggle = useCallback(
    (id: string, isRange: boolean) => {
      // Read now: React may run the update later, when this row is the last one clicked.
      const from = isRange ? last.current : null;
      last.current = id;
      setIds((before) => toggled(before, order, id, from));
    },
    [order],
  );
  const all = useCallback((every: string[]) => {
    setIds(new Set(every));
  }, []);
  const clear = useCallback(() => {
    last.current = null;
    setIds(new Set());
  }, []);
  return useMemo(() => ({ ids, toggle, all, clear }), [ids, toggle, all, clear]);
}

/** The chosen after a click on `id`; the rows from `from` to it take the state that it takes. */
export function toggled(before: ReadonlySet<string>, order: string[], id: string, from: string | null): Set<string> {
  const after = new Set(before);
  const ends = from === null ? [] : [order.indexOf(from), order.indexOf(id)].sort((a, b) => a - b);
  const [first = -1, end = -1] = ends;
  const range = first >= 0 ? order.slice(first, end + 1) : [id];
  const isChosen = !before.has(id);
  for (const one of range) {
    if (isChosen) after.add(one);
    else after.delete(one);
  }
  return after;
}
