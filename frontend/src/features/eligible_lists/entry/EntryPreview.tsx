import { plural, t } from "@lingui/core/macro";
import { Anchor, Group, Stack, Text } from "@mantine/core";

import type { EligibleAdded } from "../../../api/types";
import { StandingBadge } from "../../../components/badges/StandingBadge";
import { Note } from "../../../components/feedback/Note";
import type { Chosen } from "./entry";

/** What adding would do: the score, the rank, and what follows on open referrals. */
export function EntryPreview({ entry, onChoose }: { entry: EligibleAdded; onChoose: (chosen: Chosen) => void }) {
  return (
    <>
      <Note tone={entry.score === null ? "amber" : "blue"}>{told(entry)}</Note>
      {entry.same_name.length > 0 && (
        <Note tone="amber">
          {t`The agency knows others by this name. Look whether it is one of them:`}{" "}
          {entry.same_name.map((one) => (
            <Anchor
              key={one.id}
              component="button"
              type="button"
              mr={8}
              onClick={() => {
                onChoose(one);
              }}
            >
              {one.display_name}
            </Anchor>
          ))}
        </Note>
      )}
      {entry.referrals.length > 0 && (
        <Stack gap={4}>
          <Text size="sm" fw={560}>{t`On open referrals`}</Text>
          {entry.referrals.map((one) => (
            <Group key={one.referral_id} gap="xs">
              <Text size="sm">{one.number}</Text>
              <StandingBadge standing={one.shown_as} />
              <Text size="sm" c="dimmed">
                {one.into_reach + one.out_of_reach === 0
                  ? t`the line stays`
                  : t`${one.into_reach} into reach, ${one.out_of_reach} out of it`}
              </Text>
            </Group>
          ))}
        </Stack>
      )}
    </>
  );
}

function told({ score, band, place, is_placed, failed_because }: EligibleAdded): string {
  if (score === null)
    return t`This result does not pass: ${failed_because ?? ""}. It would be kept as a failed result.`;
  const of = band === null ? t`Score ${score}` : t`Score ${score}, band ${band}`;
  if (!place) return t`${of}. The rank shows once the list is scored.`;
  const rank = t`${of}: rank ${place.rank.toLocaleString("en")}`;
  const beside = plural(place.beside, {
    0: plural(place.shifted, {
      0: "nobody stands below.",
      one: "a rank of its own; # person moves one rank down.",
      other: "a rank of its own; # people move one rank down.",
    }),
    one: "together with # person.",
    other: "together with # people.",
  });
  const when = is_placed
    ? t`The person stands on the list at once.`
    : t`The person stands on the list once it is scored again.`;
  return `${rank}, ${beside} ${when}`;
}
