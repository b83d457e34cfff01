import { t } from "@lingui/core/macro";

import type { BandingModel } from "../../../api/types";

/** A banding model as it is typed: bands from the best down. */
export interface BandsForm {
  code: string;
  title: string;
  bands: { lower: string; upper: string }[];
}

export const usualBands: BandsForm = {
  code: "",
  title: "",
  bands: [
    { lower: "950", upper: "1000" },
    { lower: "900", upper: "950" },
    { lower: "700", upper: "900" },
  ],
};

export const fromModel = (model: BandingModel): BandsForm => ({
  code: "",
  title: model.title,
  bands: model.bands.map(({ lower, upper }) => ({ lower, upper })),
});

export const toBands = (form: BandsForm) => ({
  code: form.code,
  title: form.title,
  bands: form.bands.map((band, index) => ({ rank: index + 1, ...band })),
});

/** What is wrong with a band, in words: the server's codes name the row and the field. */
const words: Record<string, () => string> = {
  band_empty: () => t`The upper limit must lie above the lower one.`,
  band_gap: () => t`There is a gap to the band above: its lower limit must be this upper limit.`,
  band_overlap: () => t`This band overlaps the one above: its lower limit must be this upper limit.`,
  band_out_of_order: () => t`Bands go from the best down: this one does not lie below the one above.`,
  no_bands: () => t`A model has at least one band.`,
  not_a_decimal: () => t`A plain number is needed, such as 84.5.`,
  decimal_text: () => t`A plain number is needed, such as 84.5.`,
};

export const bandError = (code: string, message: string) => words[code]?.() ?? message;

/** A stretch of the scale: a band, or a hole between two that meet nowhere. Numbers are for drawing only. */
export interface Stretch {
  rank: number | null;
  from: number;
  to: number;
  lower: string;
  upper: string;
}

/** The scale from the lowest limit to the highest, holes included; null while a limit is no number. */
export function stretchesOf(bands: readonly { lower: string; upper: string }[]): Stretch[] | null {
  const known = bands.map((band, index) => ({
    rank: index + 1,
    from: Number(band.lower || NaN),
    to: Number(band.upper || NaN),
    ...band,
  }));
  if (known.length === 0 || known.some(({ from, to }) => !Number.isFinite(from) || !Number.isFinite(to) || to <= from))
    return null;
  const ascending = known.toSorted((a, b) => a.from - b.from);
  return ascending.flatMap((band, index) => {
    const below = ascending[index - 1];
    return below && below.to < band.from
      ? [{ rank: null, from: below.to, to: band.from, lower: below.upper, upper: band.lower }, band]
      : [band];
  });
}
