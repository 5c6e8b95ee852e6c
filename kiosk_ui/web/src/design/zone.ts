// Moments in a stated zone, in the reader's habit.
import type { Lang } from "../words/language.tsx";

const LOCALES: Record<Lang, string> = { zh: "zh-CN", en: "en-GB" };
const HOUR_MS = 3_600_000;
const made = new Map<string, Intl.DateTimeFormat>();

// A formatter costs more than what it formats, so each is made once.
function format(lang: Lang, timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([lang, timeZone, options]);
  const known = made.get(key) ?? new Intl.DateTimeFormat(LOCALES[lang], { ...options, timeZone, hourCycle: "h23" });
  made.set(key, known);
  return known;
}

export function timeIn(at_ms: number, zone: string): string {
  return format("en", zone, { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(at_ms);
}

export function momentIn(at_ms: number, zone: string, lang: Lang): string {
  return format(lang, zone, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" }).format(at_ms);
}

export function dayIn(at_ms: number, zone: string, lang: Lang): string {
  return format(lang, zone, { month: "long", day: "numeric", weekday: "long" }).format(at_ms);
}

// "China Standard Time, GMT+8": what times on a page are told in.
export function zoneWords(at_ms: number, zone: string, lang: Lang): string {
  const part = (timeZoneName: "long" | "shortOffset"): string =>
    format(lang, zone, { timeZoneName })
      .formatToParts(at_ms)
      .find((one) => one.type === "timeZoneName")?.value ?? zone;
  return `${part("long")} ${part("shortOffset")}`;
}

// Whole hours that have begun since midnight in the zone, the one that runs included: 1 to 24.
export function hoursOfDay(at_ms: number, zone: string): number {
  return Number(format("en", zone, { hour: "2-digit" }).format(at_ms)) + 1;
}

export function hourIn(at_ms: number, zone: string): number {
  return Number(format("en", zone, { hour: "2-digit" }).format(Math.floor(at_ms / HOUR_MS) * HOUR_MS));
}
