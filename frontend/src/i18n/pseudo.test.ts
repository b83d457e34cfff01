import { setupI18n } from "@lingui/core";
import { compileMessage } from "@lingui/message-utils/compileMessage";
import { expect, test } from "vitest";

import { pseudo } from "./pseudo";

test("a message gets about a third longer, and its values stay as they are", () => {
  const message = "Eligibles of {code}, best rank first: {count, plural, one {# person} other {# people}}";
  const catalogue = setupI18n({ locale: "en", messages: { en: {} } });
  catalogue.setMessagesCompiler((text) => compileMessage(text, pseudo));
  const shown = catalogue._("test", { code: "1823-A", count: 2 }, { message });
  expect(shown).toBe("Eéliígiíbleés oóf 1823-A, beést raánk fiírst: 2 peéoópleé");
  const english = "Certify an adopted list to make one.";
  expect(pseudo(english).length / english.length).toBeGreaterThan(1.25);
});
