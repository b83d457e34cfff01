import { createContext, use } from "react";

/** The agency's IANA zone: every instant and civil date is shown in it. */
export const Zone = createContext("UTC");

export const useZone = () => use(Zone);

const parts = { month: "short", day: "numeric" } as const;

export function showInstant(at: string | Date, zone: string, now = new Date()): string {
  const instant = new Date(at);
  const year = (date: Date) => new Intl.DateTimeFormat("en", { year: "numeric", timeZone: zone }).format(date);
  return new Intl.DateTimeFormat("en-US", {
    ...parts,
    ...(year(instant) === year(now) ? {} : { year: "numeric" }),
    hour: "numeric",
    minute: "2-digit",
    timeZone: zone,
    timeZoneName: "short",
  }).format(instant);
}

/** A civil date has no zone; it is read as it is written. */
export function showDate(on: string): string {
  return new Intl.DateTimeFormat("en-US", { ...parts, year: "numeric", timeZone: "UTC" }).format(
    new Date(`${on.slice(0, 10)}T00:00:00Z`),
  );
}

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

export function showRelative(at: string | Date, now: Date): string {
  const seconds = (new Date(at).getTime() - now.getTime()) / 1000;
  const format = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  const [unit, size] = steps.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  return unit === "second" && Math.abs(seconds) < 60
    ? format.format(0, "second")
    : format.format(Math.round(seconds / size), unit);
}
