import { Link } from "@tanstack/react-router";

import { useInSight } from "./inSight";
import styles from "./PlaceTabs.module.css";

interface PlaceTabsProps {
  label: string;
  places: { to: string; label: string; isActive: boolean }[];
}

/** Pages that belong together, each with its own address: links that look like tabs. */
export function PlaceTabs({ label, places }: PlaceTabsProps) {
  const active = places.find((place) => place.isActive)?.to;
  const line = useInSight<HTMLElement>('[aria-current="page"]', active);
  return (
    <nav aria-label={label} className={styles.tabs} ref={line}>
      {places.map((place) => (
        <Link
          key={place.to}
          to={place.to}
          activeOptions={{ exact: true }}
          aria-current={place.isActive ? "page" : undefined}
        >
          {place.label}
        </Link>
      ))}
    </nav>
  );
}
