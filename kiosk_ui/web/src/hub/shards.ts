// Who holds which shard, for the picture and in words; and what about the workers needs a person. Pure.
import type { CrewState, WorkerRow } from "../api/workers.ts";

export const SHARDS = 256;
export const SPREADING = -1; // leased like a shard: whoever has it publishes what goes down
const LETTERS = 26;

// A letter for each worker that lives, in the order they are listed: A, B, … Z, AA.
export function marksOf(workers: WorkerRow[]): Map<string, string> {
  const living = workers.filter((row) => row.alive);
  return new Map(living.map((row, n) => [row.worker, mark(n)]));
}

function mark(n: number): string {
  const last = String.fromCharCode(65 + (n % LETTERS));
  return n < LETTERS ? last : mark(Math.floor(n / LETTERS) - 1) + last;
}

// The worker of each lease, from -1 to 255; nobody where it is not in the map.
export function holdersOf(workers: WorkerRow[]): Map<number, string> {
  const found = new Map<number, string>();
  for (const row of workers) {
    if (row.alive) for (const shard of row.held) found.set(shard, row.worker);
  }
  return found;
}

// "0–127, 130": shards as people write them; who publishes is said apart.
export function rangesOf(held: number[]): string {
  const shards = held.filter((shard) => shard !== SPREADING).sort((a, b) => a - b);
  const runs: [number, number][] = [];
  for (const shard of shards) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === shard - 1) run[1] = shard;
    else runs.push([shard, shard]);
  }
  return runs.map(([first, last]) => (first === last ? String(first) : `${first}–${last}`)).join(", ");
}

export interface CrewNeed {
  key: "need_no_worker" | "need_silent_worker";
  tone: "red" | "amber";
  host: string;
  past_ms: number; // since its last beat; 0 where none is meant
}

// What of the workers only a person can settle.
export function crewNeeds(crew: CrewState, now_ms: number): CrewNeed[] {
  const none: CrewNeed[] = crew.alive === 0 ? [{ key: "need_no_worker", tone: "red", host: "", past_ms: 0 }] : [];
  const silent = crew.silent.map(
    (row): CrewNeed => ({ key: "need_silent_worker", tone: "amber", host: row.host, past_ms: now_ms - row.beat_ms }),
  );
  return [...none, ...silent];
}

export type WorkerState = "alive" | "dead" | "replaced";

export function workerState(row: WorkerRow, crew: CrewState): WorkerState {
  if (row.alive) return "alive";
  return crew.silent.some((one) => one.worker === row.worker) ? "dead" : "replaced";
}
