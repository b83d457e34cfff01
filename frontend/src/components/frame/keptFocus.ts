import { useEffect } from "react";

const FOCUSABLE = ["a[href]", "button", "input", "select", "textarea", "[tabindex='0']"]
  .map((one) => `${one}:not(:disabled, [tabindex='-1'])`)
  .join();
const LAYER = '[role="dialog"], [role="menu"], [role="listbox"]';

function withAncestors(element: Element): Element[] {
  const path: Element[] = [];
  for (let one: Element | null = element; one; one = one.parentElement) path.push(one);
  return path;
}

/** The nearest thing that can take the focus of an element that is gone: beside it, else what it stood in. */
function neighbour(path: readonly Element[]): HTMLElement | null {
  for (const one of path) {
    if (!one.isConnected) {
      // A layer that closes gives the focus back itself.
      if (one.matches(LAYER)) return null;
      continue;
    }
    if (one.matches(LAYER)) return one as HTMLElement;
    if (one.querySelector("#main") || one.id === "main") return document.getElementById("main");
    const found = one.querySelector<HTMLElement>(FOCUSABLE);
    if (found) return found;
  }
  return null;
}

/**
 * Keeps the focus on the page while what has it comes and goes: the button of an action that is done is replaced by the
 * next one, a row is drawn anew, a button cannot be pressed while it works.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    let path: Element[] = [];
    const isNowhere = () => document.activeElement === null || document.activeElement === document.body;
    const mayHaveFocus = (one: Element) => one.isConnected && !one.matches(":disabled");
    const note = ({ target }: FocusEvent) => {
      path = target instanceof Element ? withAncestors(target) : [];
    };
    // Whoever clicks beside everything wants the focus nowhere; what is gone or disabled a moment later lost it.
    const leave = () => {
      queueMicrotask(() => {
        if (isNowhere() && path[0] && mayHaveFocus(path[0])) path = [];
      });
    };
    const watcher = new MutationObserver(() => {
      const [last] = path;
      if (!last || !isNowhere()) return;
      const next = last.isConnected ? mayHaveFocus(last) && (last as HTMLElement) : neighbour(path);
      if (next) next.focus({ preventScroll: true });
    });
    document.addEventListener("focusin", note);
    document.addEventListener("focusout", leave);
    watcher.observe(document.body, { childList: true, subtree: true, attributeFilter: ["disabled"] });
    return () => {
      document.removeEventListener("focusin", note);
      document.removeEventListener("focusout", leave);
      watcher.disconnect();
    };
  }, []);
}
