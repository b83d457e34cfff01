/** A random identifier; `randomUUID` is missing where the page came over plain http from another machine. */
export function newKey(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const pending = new Map<string, string>();

/**
 * The Idempotency-Key of one user action: the same as long as no answer has come, so that sending again after a
 * broken connection, or a double click, acts once; a new one as soon as the server has answered.
 */
export function actionKey(fingerprint: string): string {
  const known = pending.get(fingerprint);
  if (known) return known;
  const key = newKey();
  pending.set(fingerprint, key);
  return key;
}

export function actionAnswered(fingerprint: string): void {
  pending.delete(fingerprint);
}
