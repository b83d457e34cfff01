import { setNonce } from "get-nonce";

interface TrustedTypesFactory {
  createPolicy(name: string, rules: Record<string, (input: string) => string>): unknown;
}

/** The nonce that the server put into this answer's index.html. */
export function cspNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";
}

/**
 * The only Trusted Types policy. Mantine writes style sheets through innerHTML, which holds no tag; anything
 * with a tag in it is refused, and scripts load from this origin only.
 */
function sheetOnly(text: string): string {
  if (text.includes("<")) throw new TypeError("Markup from text is refused.");
  return text;
}

function ownScript(url: string): string {
  if (new URL(url, document.baseURI).origin !== location.origin) throw new TypeError("A foreign script is refused.");
  return url;
}

export function establishTrust(): void {
  setNonce(cspNonce());
  const factory = (window as unknown as { trustedTypes?: TrustedTypesFactory }).trustedTypes;
  factory?.createPolicy("default", { createHTML: sheetOnly, createScriptURL: ownScript });
}
