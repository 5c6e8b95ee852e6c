// The path of a transfer as a line of steps, what differs in it, and how long it has taken. Pure.
import type { TransferRow } from "../api/replenishment.ts";
import type { en } from "../words/en/goods.ts";

type Key = keyof typeof en;

export interface TransferStep {
  key: Extract<Key, `goods_step_${string}`>;
  store: string; // "" for the head office
  at_ms: number; // 0: still to come, or nobody said when
  by: string;
  reason: string;
  tone: "done" | "next" | "bad";
}

const STEP: Omit<TransferStep, "key"> = { store: "", at_ms: 0, by: "", reason: "", tone: "done" };

// What was told, by its time; a cancellation that came too late stands where it was decided.
export function transferPath(row: TransferRow): TransferStep[] {
  const { source, target, decided, state } = row;
  const told: TransferStep[] = [{ ...STEP, key: "goods_step_asked", at_ms: row.asked_ms, by: decided.asked_by || row.by }];
  const left = row.sent_ms > 0;
  if (left) told.push({ ...STEP, key: "goods_step_sent", store: source, at_ms: row.sent_ms, reason: row.reason });
  if (row.received_ms > 0) told.push({ ...STEP, key: "goods_step_received", store: target, at_ms: row.received_ms });
  if (decided.cancelled_ms > 0) {
    const { cancelled_by: by, cancelled_why: reason, cancelled_ms: at_ms } = decided;
    told.push({ ...STEP, key: "goods_step_cancelled", at_ms, by, reason, tone: "bad" });
  }
  told.sort((a, b) => a.at_ms - b.at_ms);
  if (left && decided.cancelled_ms > 0) told.push({ ...STEP, key: "goods_step_crossed" });
  if (state === "refused") told.push({ ...STEP, key: "goods_step_refused", store: source, reason: row.reason, tone: "bad" });
  if (state === "asked") told.push({ ...STEP, key: "goods_step_next_send", store: source, tone: "next" });
  if (state === "sent") told.push({ ...STEP, key: "goods_step_next_count", store: target, tone: "next" });
  return told;
}

export interface Pieces {
  asked: number;
  sent: number | null; // null: it has not come so far
  received: number | null;
}

export function piecesOf(row: TransferRow): Pieces {
  const total = (of: "quantity" | "sent" | "received"): number => row.lines.reduce((sum, line) => sum + line[of], 0);
  const received = row.state === "received";
  return {
    asked: total("quantity"),
    sent: received || row.state === "sent" ? total("sent") : null,
    received: received ? total("received") : null,
  };
}

export interface Difference {
  key: Extract<Key, "goods_short" | "goods_lost" | "goods_extra">;
  n: number;
}

// Line by line, so that one piece too many does not hide another that is missing.
export function differences(row: Pick<TransferRow, "state" | "lines">): Difference[] {
  const sum = (more: "quantity" | "sent" | "received", less: "quantity" | "sent" | "received"): number =>
    row.lines.reduce((total, line) => total + Math.max(0, line[more] - line[less]), 0);
  const here = row.state === "received";
  const found: Difference[] = [];
  if (here || row.state === "sent") found.push({ key: "goods_short", n: sum("quantity", "sent") });
  if (here) found.push({ key: "goods_lost", n: sum("sent", "received") }, { key: "goods_extra", n: sum("received", "sent") });
  return found.filter((one) => one.n > 0);
}

export interface Age {
  key: Extract<Key, "goods_waits" | "goods_travels" | "goods_took">;
  of_ms: number;
  late: boolean;
}

const DAY_MS = 24 * 3_600_000;
export const WAITS_MS = DAY_MS; // asked for and not sent: somebody should call the store
export const TRAVELS_MS = 3 * DAY_MS;

// How long it waits, is on its way, or took; null for one that never left.
export function ageOf(row: TransferRow, now_ms: number): Age | null {
  if (row.state === "asked") {
    const of_ms = now_ms - row.asked_ms;
    return { key: "goods_waits", of_ms, late: of_ms > WAITS_MS };
  }
  if (row.state === "sent") {
    const of_ms = now_ms - row.sent_ms;
    return { key: "goods_travels", of_ms, late: of_ms > TRAVELS_MS };
  }
  if (row.state === "received") return { key: "goods_took", of_ms: row.received_ms - row.asked_ms, late: false };
  return null;
}
