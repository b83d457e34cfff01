import { t } from "@lingui/core/macro";

import { Note } from "../../components/feedback/Note";

/** What is out of the ordinary about a reach. */
export function ReferralFlags({ flags }: { flags: Record<string, boolean> }) {
  const said: [string, string][] = [
    ["short_certification", t`Short certification: fewer people can be considered than the rule asks for.`],
    ["list_exhausted", t`The list is exhausted: nobody further can come into reach.`],
  ];
  return said
    .filter(([flag]) => flags[flag] === true)
    .map(([flag, words]) => (
      <Note key={flag} tone="amber">
        {words}
      </Note>
    ));
}
