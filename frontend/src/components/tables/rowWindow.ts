import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useState } from "react";
import { flushSync } from "react-dom";

export const ROW_HEIGHT = 41;
export const DENSE_ROW_HEIGHT = 31;
const VIRTUAL_FROM = 150;

interface RowWindow {
  isVirtual: boolean;
  first: number;
  last: number;
  body: (element: HTMLTableSectionElement | null) => void;
}

/** Which rows of a long table are drawn: those near the window, once there are more than a screen or two. */
export function useRowWindow(count: number, mayBeVirtual: boolean, height = ROW_HEIGHT): RowWindow {
  const [top, setTop] = useState(0);
  const isOnPaper = useIsPrinting();
  const isVirtual = mayBeVirtual && count > VIRTUAL_FROM && !isOnPaper;
  const virtual = useWindowVirtualizer({
    count,
    estimateSize: () => height,
    overscan: 20,
    scrollMargin: top,
    enabled: isVirtual,
  });
  const drawn = virtual.getVirtualItems();
  const body = useCallback((element: HTMLTableSectionElement | null) => {
    if (element) setTop(element.getBoundingClientRect().top + window.scrollY);
  }, []);
  if (!isVirtual) return { isVirtual, first: 0, last: count, body };
  return { isVirtual, first: drawn[0]?.index ?? 0, last: (drawn.at(-1)?.index ?? VIRTUAL_FROM) + 1, body };
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
