// How a store is doing, as one sentence with a tone; and what of it needs a person. Pure.
import type { Asked, StoreRow } from "../api/hub.ts";
import type { en } from "../words/en/hub.ts";

type Key = keyof typeof en;
export type Tone = "green" | "amber" | "red" | "blue" | "";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
export const STUCK_MS = 2 * MINUTE_MS; // entries wait, and nothing comes
export const QUIET_MS = 30 * MINUTE_MS; // nothing was sold, or the line is cut: nobody can tell
export const SILENT_MS = DAY_MS;

export type Old = { unit: "age_s" | "age_min" | "age_h" | "age_d"; n: number };

export function old(of_ms: number): Old {
  const past = Math.max(0, of_ms);
  if (past < MINUTE_MS) return { unit: "age_s", n: Math.floor(past / 1000) };
  if (past < HOUR_MS) return { unit: "age_min", n: Math.floor(past / MINUTE_MS) };
  if (past < 2 * DAY_MS) return { unit: "age_h", n: Math.floor(past / HOUR_MS) };
  return { unit: "age_d", n: Math.floor(past / DAY_MS) };
}

export interface Standing {
  key: Extract<Key, `standing_${string}`>;
  tone: Tone;
  rank: number; // the worst first
}

export function standing(store: StoreRow, now_ms: number): Standing {
  const silent_ms = now_ms - store.heard_ms;
  if (store.heard_ms === 0) return { key: "standing_never", tone: "amber", rank: 2 };
  if (store.waiting > 0 && silent_ms > STUCK_MS) return { key: "standing_stuck", tone: "red", rank: 4 };
  if (silent_ms > SILENT_MS) return { key: "standing_silent", tone: "amber", rank: 3 };
  if (store.waiting > 0) return { key: "standing_behind", tone: "blue", rank: 1 };
  if (silent_ms > QUIET_MS) return { key: "standing_quiet", tone: "", rank: 0.5 };
  return { key: "standing_here", tone: "green", rank: 0 };
}

export interface Need {
  key: Extract<Key, "need_dead" | "need_stuck" | "need_silent" | "need_never">;
  store: StoreRow;
  n: number;
  tone: "red" | "amber";
}

// What only a person can settle, the gravest first; a store that was never set up comes last.
export function needs(stores: StoreRow[], now_ms: number): Need[] {
  const found: Need[] = stores
    .filter((store) => store.dead > 0)
    .map((store) => ({ key: "need_dead", store, n: store.dead, tone: "red" }));
  const by: [Standing["key"], Need["key"], Need["tone"]][] = [
    ["standing_stuck", "need_stuck", "red"],
    ["standing_silent", "need_silent", "amber"],
    ["standing_never", "need_never", "amber"],
  ];
  for (const [key, need, tone] of by) {
    const those = stores.filter((store) => standing(store, now_ms).key === key);
    found.push(...those.map((store) => ({ key: need, store, n: store.waiting, tone })));
  }
  return found;
}

export interface Against {
  key: Extract<Key, `against_${string}`>;
  part: number;
}

// A sum against the one of yesterday by now.
export function against(now: number, before: number): Against {
  if (before <= 0) return { key: "against_none", part: 0 };
  const part = Math.round((100 * (now - before)) / before);
  if (part === 0) return { key: "against_same", part };
  return { key: part > 0 ? "against_more" : "against_less", part: Math.abs(part) };
}

// A correction that was not answered before its deadline is told apart from one that still may be.
export function askedState(asked: Asked, now_ms: number): Extract<Key, "asked_asked" | "asked_late" | "asked_done" | "asked_refused"> {
  if (asked.state === "done") return "asked_done";
  if (asked.state === "refused") return "asked_refused";
  return now_ms > asked.deadline_ms ? "asked_late" : "asked_asked";
}

// What was typed as a signed number of pieces; null where it is none.
export function readPieces(text: string): number | null {
  const clean = text.trim().replace("−", "-").replace("＋", "+").replace("－", "-");
  if (!/^[+-]?\d{1,7}$/.test(clean)) return null;
  const pieces = Number(clean);
  return pieces === 0 ? null : pieces;
}

export function signed(quantity: number): string {
  return quantity > 0 ? `+${quantity}` : String(quantity);
}
