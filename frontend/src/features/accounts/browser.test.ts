import { expect, test } from "vitest";

import { browserWord } from "./browser";

test("a browser is named as its owner would", () => {
  const edge =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML) Chrome/130.0 Safari/537.36 Edg/130.0";
  const phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1";
  expect(browserWord(edge)).toBe("Edge, Windows");
  expect(browserWord(phone)).toBe("Safari, iOS");
  expect(browserWord("curl/8.9")).toBe("Another program");
  expect(browserWord(null)).toBe("Another program");
});
