const accents: Record<string, string> = {
  a: "á",
  e: "é",
  i: "í",
  o: "ó",
  u: "ú",
  A: "Á",
  E: "É",
  I: "Í",
  O: "Ó",
  U: "Ú",
};

/**
 * Text as long as its Spanish, about a third longer, and visibly not English: every vowel twice, the second with an
 * accent. What stands in English on a screen in this locale does not come from a message.
 */
export const pseudo = (text: string): string =>
  text.replaceAll(/[aeiou]/gi, (vowel) => vowel + (accents[vowel] ?? vowel).toLowerCase());

const KEY = "eligo-locale";

/** Whether this browser shows the stand-in for a longer language; a tool for looking at screens, off unless set. */
export function isPseudo(): boolean {
  try {
    return window.localStorage.getItem(KEY) === "pseudo";
  } catch {
    return false;
  }
}
