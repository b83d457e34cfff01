import { t } from "@lingui/core/macro";
import { onlineManager } from "@tanstack/react-query";
import { IconPlugConnectedX } from "@tabler/icons-react";
import { useSyncExternalStore } from "react";

import styles from "./feedback.module.css";

const watch = (changed: () => void) => onlineManager.subscribe(changed);
const isOnline = () => onlineManager.isOnline();

/** Says that the network is gone, what is safe, and that everything goes on by itself. */
export function OfflineBar() {
  const isConnected = useSyncExternalStore(watch, isOnline, isOnline);
  return (
    <div aria-live="polite" className={styles.offlinePlace}>
      {!isConnected && (
        <p className={styles.offline}>
          <IconPlugConnectedX size={18} aria-hidden="true" />
          <span>
            <strong>{t`No connection.`}</strong>{" "}
            {t`What was saved is safe; what you see may be out of date. Eligo goes on by itself when the connection is back.`}
          </span>
        </p>
      )}
    </div>
  );
}
