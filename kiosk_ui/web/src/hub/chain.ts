// What every part of the page knows of the chain: its stores and hours, the centre's clock, the zone of the times.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { HoursRow, StoreRow } from "../api/hub.ts";
import type { CrewState } from "../api/workers.ts";
import { hoursOfDay } from "../design/zone.ts";

export interface Chain {
  stores: StoreRow[];
  hours: HoursRow[];
  from_ms: number;
  crew: CrewState;
  erasures: number; // not in every store an hour after they were decided
  now_ms: number;
  zone: string;
  say: (words: string, tone?: "green" | "amber") => void; // a short answer at the foot of the page
}

export const ChainContext = createContext<Chain | null>(null);

export function useChain(): Chain {
  const chain = useContext(ChainContext);
  if (chain === null) throw new Error("a part of the page stands outside the chain");
  return chain;
}

const DEFAULT_ZONE = "Asia/Shanghai";
const HOUR_MS = 3_600_000;

// The zone most stores are in.
export function zoneOf(stores: StoreRow[]): string {
  const counts = new Map<string, number>();
  for (const store of stores) counts.set(store.zone, (counts.get(store.zone) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? DEFAULT_ZONE;
}

export interface Day {
  today: number[]; // by the hour, from midnight to the hour that runs
  before: number[]; // the same hours of yesterday, and those still to come
}

// Hours of two days, as today and yesterday in a zone. `hours` end with the hour that runs.
export function dayOf(hours: number[], now_ms: number, zone: string): Day {
  const begun = hoursOfDay(now_ms, zone);
  const today = hours.slice(-begun);
  const yesterday = hours.slice(-begun - 24);
  return { today, before: yesterday.slice(0, 24) };
}

export function sum(numbers: number[]): number {
  return numbers.reduce((whole, part) => whole + part, 0);
}

// Rows of several stores as one, hour by hour.
export function together(rows: number[][]): number[] {
  const length = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length }, (_, hour) => sum(rows.map((row) => row[hour] ?? 0)));
}

export function hoursFor(chain: Chain, store: string): HoursRow {
  const none = Array.from({ length: Math.max(1, Math.floor((chain.now_ms - chain.from_ms) / HOUR_MS) + 1) }, () => 0);
  return chain.hours.find((row) => row.store === store) ?? { store, orders: none, sales_fen: none };
}

export function storeOf(chain: Chain, id: string): StoreRow | undefined {
  return chain.stores.find((row) => row.store === id);
}
