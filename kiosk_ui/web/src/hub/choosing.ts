// Proposals as a person chooses them: by the two stores they are between, with what was ticked, and as a picture. Pure.
import type { Choice, Level, ProposalRow } from "../api/replenishment.ts";

export interface Between {
  source: string;
  target: string;
  rows: ProposalRow[];
}

export function proposalKey(row: Pick<ProposalRow, "source" | "target" | "sku">): string {
  return JSON.stringify([row.source, row.target, row.sku]);
}

// One transfer comes of each pair of stores, in the order in which they are first proposed.
export function between(rows: ProposalRow[]): Between[] {
  const found = new Map<string, Between>();
  for (const row of rows) {
    const key = JSON.stringify([row.source, row.target]);
    const known = found.get(key) ?? { source: row.source, target: row.target, rows: [] };
    known.rows.push(row);
    found.set(key, known);
  }
  return [...found.values()];
}

// What is ticked and still proposed, with the pieces as they are shown.
export function chosen(rows: ProposalRow[], ticked: ReadonlySet<string>): Choice[] {
  return rows
    .filter((row) => ticked.has(proposalKey(row)))
    .map(({ source, target, sku, quantity }) => ({ source, target, sku, quantity }));
}

export interface Sum {
  n: number;
  pieces: number;
  transfers: number;
}

export function summed(choices: Choice[]): Sum {
  return {
    n: choices.length,
    pieces: choices.reduce((total, one) => total + one.quantity, 0),
    transfers: new Set(choices.map((one) => JSON.stringify([one.source, one.target]))).size,
  };
}

export interface Press {
  wanted: string;
  key: string;
}

export const UNPRESSED: Press = { wanted: "", key: "" };

// The key stands for what is ticked: pressed again after a lost answer, the same transfers are meant.
export function pressed(before: Press, choices: Choice[], fresh: () => string): Press {
  const wanted = JSON.stringify(choices);
  return before.wanted === wanted ? before : { wanted, key: fresh() };
}

// All ticked where not all were, else none of them.
export function flipped(ticked: ReadonlySet<string>, rows: ProposalRow[]): Set<string> {
  const keys = rows.map(proposalKey);
  const after = new Set(ticked);
  if (keys.every((key) => ticked.has(key))) for (const key of keys) after.delete(key);
  else for (const key of keys) after.add(key);
  return after;
}

export function freeOf(level: Level): number {
  return level.on_hand - level.allocated;
}

// What the giving store keeps once this and what it promised to others has left.
export function keeps(row: ProposalRow): number {
  return freeOf(row.giver) - row.giver.promised - row.quantity;
}

export interface Bar {
  free: number; // widths and places in percent of the bar
  incoming: number;
  more: number;
  low: number;
  high: number;
}

// What is there, what comes and what `more` would come, against the limits. What a store lacks below nothing is
// filled first, so it shows as nothing.
export function barOf(level: Level, more = 0): Bar {
  const least = freeOf(level) - level.promised;
  const [free, come, all] = [least, least + level.incoming, least + level.incoming + more].map((n) => Math.max(0, n)) as [number, number, number];
  const whole = Math.max(1, level.high, all);
  const part = (pieces: number): number => Math.round((1000 * pieces) / whole) / 10;
  return { free: part(free), incoming: part(come - free), more: part(all - come), low: part(level.low), high: part(level.high) };
}

export const PIECES_MAX = 1_000_000;

// What was typed as a count of pieces, `least` or more; null where it is none.
export function readCount(text: string, least: number): number | null {
  const clean = text.trim();
  if (!/^\d{1,7}$/.test(clean)) return null;
  const count = Number(clean);
  return count < least || count > PIECES_MAX ? null : count;
}
