// Times of the store, whatever zone the page is opened in, and ages in the reader's habit.
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

export interface Times {
  clock: (at_ms: number) => string; // 20:05
  minute: (at_ms: number) => string; // 2025-06-15 20:05
  stamp: (at_ms: number) => string; // 2025-06-15 20:05:09, for a file
}

// `zone` is an IANA name.
export function timesIn(zone: string): Times {
  const day = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
  const stamp = (at_ms: number): string => day.format(at_ms);
  return { clock: (at_ms) => stamp(at_ms).slice(11, 16), minute: (at_ms) => stamp(at_ms).slice(0, 16), stamp };
}

export type Age = { unit: "age_s" | "age_min" | "age_h"; n: number };

export function age(of_ms: number): Age {
  const past = Math.max(0, of_ms);
  if (past < MINUTE_MS) return { unit: "age_s", n: Math.floor(past / 1000) };
  if (past < HOUR_MS) return { unit: "age_min", n: Math.floor(past / MINUTE_MS) };
  return { unit: "age_h", n: Math.floor(past / HOUR_MS) };
}
