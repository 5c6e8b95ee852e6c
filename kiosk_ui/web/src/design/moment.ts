// Times and ages in the reader's habit.
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

export function clockTime(at_ms: number): string {
  const at = new Date(at_ms);
  return `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;
}

export type Age = { unit: "age_s" | "age_min" | "age_h"; n: number };

export function age(of_ms: number): Age {
  const past = Math.max(0, of_ms);
  if (past < MINUTE_MS) return { unit: "age_s", n: Math.floor(past / 1000) };
  if (past < HOUR_MS) return { unit: "age_min", n: Math.floor(past / MINUTE_MS) };
  return { unit: "age_h", n: Math.floor(past / HOUR_MS) };
}
