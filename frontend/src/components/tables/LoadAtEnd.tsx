import { useEffect, useRef } from "react";

/** Asks for the next page when the reader comes near the end of this one. */
export function LoadAtEnd({ isLoading, load }: { isLoading: boolean; load: () => void }) {
  const mark = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = mark.current;
    if (!element || isLoading || typeof IntersectionObserver === "undefined") return undefined;
    const watcher = new IntersectionObserver(
      (seen) => {
        if (seen.some((one) => one.isIntersecting)) load();
      },
      { rootMargin: "800px" },
    );
    watcher.observe(element);
    return () => {
      watcher.disconnect();
    };
  }, [isLoading, load]);
  return <div ref={mark} />;
}
