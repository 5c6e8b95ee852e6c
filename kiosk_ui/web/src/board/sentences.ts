// Rows of the board as what a person reads: which sentence, filled with what. Pure.
import type { EffectRow, Health, LaneRow } from "../api/views.ts";

const EFFECTS = ["GateDidNotOpen", "OpenBarrier", "Print", "Charge", "QueryPayment", "GiveBack"] as const;
type EffectKey = `effect_${(typeof EFFECTS)[number]}` | "effect_other";

export function effectKey(row: EffectRow): EffectKey {
  const known = EFFECTS.find((kind) => kind === row.kind);
  return known === undefined ? "effect_other" : `effect_${known}`;
}

export function outcomeKey(row: EffectRow): "effect_missed" | "effect_unknown" {
  return row.state === "missed" ? "effect_missed" : "effect_unknown";
}

const WORST_FIRST: Health["state"][] = ["needs_person", "down", "degraded", "starting", "off", "ok"];

export function byNeed(health: Health[]): Health[] {
  return [...health].sort((a, b) => WORST_FIRST.indexOf(a.state) - WORST_FIRST.indexOf(b.state));
}

export function tone(state: Health["state"]): "green" | "amber" | "red" | "" {
  if (state === "ok") return "green";
  if (state === "down" || state === "needs_person") return "red";
  return state === "degraded" ? "amber" : "";
}

const PARTS = ["uplink", "wallet", "disk", "chores", "admin", "effects", "store", "screens", "bus", "loop", "log", "past", "lease", "backup", "clock", "downlink"] as const;

export function partKey(part: string): `part_${(typeof PARTS)[number]}` | null {
  const known = PARTS.find((one) => one === part);
  return known === undefined ? null : `part_${known}`;
}

// The code by which a note of an effect is translated; '' for a note in plain words.
export function noteCode(note: string, isCode: (code: string) => boolean): string {
  const code = note.replaceAll(" ", "_");
  return [`note_${code}`, code].find(isCode) ?? "";
}

export function lastFirst(lanes: LaneRow[]): LaneRow[] {
  return [...lanes].sort((a, b) => b.at_ms - a.at_ms);
}
