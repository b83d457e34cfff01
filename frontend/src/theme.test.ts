import { expect, test } from "vitest";

import { cssVariablesResolver, theme } from "./theme";

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const part = parseInt(hex.slice(start, start + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

const schemes = cssVariablesResolver(theme as never);

test.each(["light", "dark"] as const)(
  "in the %s scheme every text colour keeps 4.5:1 on every ground it stands on",
  (scheme) => {
    const color = (name: string) => (schemes[scheme] as Record<string, string>)[name] ?? "";
    const grounds = ["--mantine-color-body", "--eligo-page", "--eligo-rail", "--eligo-stripe", "--eligo-hover"];
    for (const ink of [
      "--mantine-color-dimmed",
      "--mantine-color-placeholder",
      "--mantine-color-error",
      "--mantine-color-anchor",
      "--eligo-line",
    ])
      for (const ground of grounds)
        expect(contrast(color(ink), color(ground)), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    for (const tone of ["green", "blue", "amber", "slate", "grey", "violet", "red"])
      for (const ground of [`--tone-${tone}-ground`, ...grounds])
        expect(contrast(color(`--tone-${tone}-ink`), color(ground)), `${tone} on ${ground}`).toBeGreaterThanOrEqual(
          4.5,
        );
  },
);
