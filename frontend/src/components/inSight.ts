import { useEffect, useRef } from "react";

/** For a line that scrolls sideways: brings its active part into sight whenever another one is active. */
export function useInSight<Line extends HTMLElement>(part: string, active: string | undefined) {
  const line = useRef<Line>(null);
  useEffect(() => {
    const found = line.current?.querySelector<HTMLElement>(part);
    // Sideways only: the page itself stays where it is.
    if (found && line.current) line.current.scrollLeft = found.offsetLeft - line.current.clientWidth / 3;
  }, [part, active]);
  return line;
}
