import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useState } from "react";
import { flushSync } from "react-dom";

export const ROW_HEIGHT = 41;
export const DENSE_ROW_HEIGHT = 31;
const VIRTUAL_FROM = 150;
// Rows are measured before any is left out, so that nothing jumps when that begins.
const MEASURED_FROM = 60;

interface RowWindow {
  isVirtual: boolean;
  first: number;
  last: number;
  /** Heights of the rows before and after those drawn. */
  above: number;
  below: number;
  body: (element: HTMLTableSectionElement | null) => void;
  /** Takes each drawn row's real height: names break, and a phone's rows have two lines. */
  row: ((element: HTMLTableRowElement | null) => void) | undefined;
}

/** Which rows of a long table are drawn: those near the window, once there are more than a screen or two. */
export function useRowWindow(count: number, mayBeVirtual: boolean, height = ROW_HEIGHT): RowWindow {
  const [top, setTop] = useState(0);
  const isOnPaper = useIsPrinting();
  const isMeasured = mayBeVirtual && count > MEASURED_FROM && !isOnPaper;
  const isVirtual = isMeasured && count > VIRTUAL_FROM;
  const virtual = useWindowVirtualizer({
    count,
    estimateSize: () => height,
    overscan: 20,
    scrollMargin: top,
    enabled: isMeasured,
  });
  // Rows out of sight are no longer as high as they were measured.
  useEffect(() => {
    virtual.measure();
  }, [virtual, height]);
  const drawn = virtual.getVirtualItems();
  const body = useCallback((element: HTMLTableSectionElement | null) => {
    if (element) setTop(element.getBoundingClientRect().top + window.scrollY);
  }, []);
  const [head, tail] = [drawn[0], drawn.at(-1)];
  const row = isMeasured ? virtual.measureElement : undefined;
  if (!isVirtual) return { isVirtual, first: 0, last: count, above: 0, below: 0, body, row };
  return {
    isVirtual,
    first: head?.index ?? 0,
    last: (tail?.index ?? VIRTUAL_FROM) + 1,
    above: head ? head.start - top : 0,
    below: tail ? virtual.getTotalSize() - (tail.end - top) : 0,
    body,
    row,
  };
}

/** On paper every row that was loaded is drawn: the browser takes its picture right after it has said that it prints. */
function useIsPrinting(): boolean {
  const [isPrinting, setPrinting] = useState(false);
  useEffect(() => {
    const draw = (all: boolean) => () => {
      flushSync(() => {
        setPrinting(all);
      });
    };
    const [start, end] = [draw(true), draw(false)];
    window.addEventListener("beforeprint", start);
    window.addEventListener("afterprint", end);
    return () => {
      window.removeEventListener("beforeprint", start);
      window.removeEventListener("afterprint", end);
    };
  }, []);
  return isPrinting;
}
