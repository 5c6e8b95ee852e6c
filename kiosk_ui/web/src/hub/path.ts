// The path of an order as a line of steps, the latest last, and what comes next. Pure.
import type { OrderFile } from "../api/hub.ts";
import type { en } from "../words/en/hub.ts";

type Key = keyof typeof en;
export type StepKey = Extract<Key, `step_${string}`>;

export interface PathStep {
  key: StepKey;
  at_ms: number; // 0: still to come
  reason: string;
  tone: "done" | "next" | "bad";
}

export function pathOf(file: OrderFile): PathStep[] {
  const opened: PathStep = { key: "step_opened", at_ms: file.order.opened_ms, reason: "", tone: "done" };
  const told = file.steps.map((step): PathStep => {
    const bad = step.step === "cancelled" || step.step === "refunded";
    return { key: keyOf(step.step, step.detail), at_ms: step.at_ms, reason: bad ? step.detail : "", tone: bad ? "bad" : "done" };
  });
  const rest = next(file).map((key): PathStep => ({ key, at_ms: 0, reason: "", tone: "next" }));
  return [opened, ...told, ...rest];
}

function keyOf(step: string, detail: string): StepKey {
  if (step === "handed_over") return detail === "ship" ? "step_handed_ship" : "step_handed_take";
  const known: Record<string, StepKey> = {
    parked: "step_parked",
    paid: "step_paid",
    cancelled: "step_cancelled",
    refunded: "step_refunded",
  };
  return known[step] ?? "step_opened";
}

// What the order waits for.
function next(file: OrderFile): StepKey[] {
  const { order } = file;
  if (order.state === "parked" || order.state === "open" || order.state === "paying") return ["step_next_pay"];
  if (order.state !== "paid") return [];
  const open = order.fulfilments.filter((part) => part.state === "waiting" || part.state === "ready");
  const ways = new Set(open.length > 0 ? open.map((part) => part.way) : order.fulfilments.length > 0 ? [] : order.lines.map((line) => line.way));
  return [...(ways.has("take") ? ["step_next_take" as const] : []), ...(ways.has("ship") ? ["step_next_ship" as const] : [])];
}
