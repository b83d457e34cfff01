import { Tooltip } from "@mantine/core";

import { showDate, showInstant, showRelative, useZone } from "./zone";

/** An instant in the agency's zone, with the zone's name; UTC on hover or focus. */
export function Instant({ at }: { at: string }) {
  const zone = useZone();
  return (
    <time dateTime={at} title={new Date(at).toISOString()}>
      {showInstant(at, zone)}
    </time>
  );
}

/** "3 minutes ago", with the instant itself on hover. */
export function RelativeTime({ at, now }: { at: string; now: Date }) {
  const zone = useZone();
  return (
    <Tooltip label={showInstant(at, zone, now)}>
      <time dateTime={at}>{showRelative(at, now)}</time>
    </Tooltip>
  );
}

export function CivilDate({ on }: { on: string }) {
  return <time dateTime={on}>{showDate(on)}</time>;
}
