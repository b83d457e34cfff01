import { useCallback, useState } from "react";

/**
 * Whether what stands in a frame is wider than it. Only then the frame scrolls by itself: while it does not, the head of
 * a table can stay below the top of the window.
 */
export function useOverflow(): [(frame: HTMLElement | null) => (() => void) | undefined, boolean] {
  const [isWider, setWider] = useState(false);
  const frame = useCallback((element: HTMLElement | null) => {
    const content = element?.firstElementChild;
    if (!element || !content || typeof ResizeObserver === "undefined") return undefined;
    const watcher = new ResizeObserver(() => {
      setWider(content.scrollWidth > element.clientWidth + 1);
    });
    watcher.observe(element);
    watcher.observe(content);
    return () => {
      watcher.disconnect();
    };
  }, []);
  return [frame, isWider];
}
