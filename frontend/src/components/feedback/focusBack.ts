import { useEffect, useState } from "react";

/** What has the focus now; inside a menu, which closes, the button that opened it. */
function opener(): HTMLElement | null {
  const focused = document.activeElement;
  const menu = focused?.closest('[role="menu"]');
  const found = menu ? document.getElementById(menu.getAttribute("aria-labelledby") ?? "") : focused;
  return found instanceof HTMLElement && found !== document.body ? found : null;
}

function giveBack(from: HTMLElement | null): void {
  if (document.activeElement !== null && document.activeElement !== document.body) return;
  const panels = [...document.querySelectorAll('[role="dialog"]')];
  if (panels.length > 0 && !panels.some((panel) => panel.contains(from))) return;
  from?.focus({ preventScroll: true });
  if (document.activeElement === document.body) document.getElementById("main")?.focus({ preventScroll: true });
}

/**
 * Gives the focus back when a panel goes away: to what opened it, or, where that went with it, to the page, so that the
 * next Tab does not begin at the top. A panel that is mounted open needs this; one that stays mounted does it itself.
 */
export function useFocusBack(): void {
  const [from] = useState(opener);
  useEffect(
    () => () => {
      // Once everything of this step is drawn: another panel, or a new page, may have taken the focus by then.
      setTimeout(giveBack, 0, from);
    },
    [from],
  );
}
