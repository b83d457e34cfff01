import { Link } from "@tanstack/react-router";

import styles from "./PlaceTabs.module.css";

interface PlaceTabsProps {
  label: string;
  places: { to: string; label: string; isActive: boolean }[];
}

/** Pages that belong together, each with its own address: links that look like tabs. */
export function PlaceTabs({ label, places }: PlaceTabsProps) {
  return (
    <nav aria-label={label} className={styles.tabs}>
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
