/**
 * What the control offers next. Only an order of choices: whether a move is allowed, and for whom, is decided by
 * the server, which refuses the rest with its reason.
 */
const next: Record<string, string[]> = {
  pending: ["interested", "waived", "no_response", "selected", "not_selected", "disqualified", "removed"],
  interested: ["selected", "not_selected", "waived", "failed_to_appear", "disqualified", "removed"],
  selected: ["hired", "declined", "not_selected", "failed_to_appear", "disqualified"],
  not_selected: ["interested", "selected"],
  waived: ["pending"],
  no_response: ["interested"],
  failed_to_appear: ["interested"],
  declined: ["interested"],
  disqualified: ["pending"],
  removed: ["pending"],
};

export const movesFrom = (disposition: string): string[] => next[disposition] ?? [];
