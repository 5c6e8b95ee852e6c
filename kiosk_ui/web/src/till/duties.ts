// What may be done with an order now, and the key of each act. Pure.
import type { OrderView, QueueRow, TillView } from "../api/views.ts";

export type Act = "find" | "cash" | "receipt" | "hand_over" | "ship" | "label" | "refund" | "cancel" | "back";

export const KEYS: Record<string, Act> = {
  F1: "find",
  F2: "cash",
  F3: "receipt",
  F4: "hand_over",
  F6: "ship",
  F7: "label",
  F8: "refund",
  F9: "cancel",
  Escape: "back",
};

export const HINTS: [key: string, act: Act][] = [
  ["F1", "find"],
  ["F2", "cash"],
  ["F3", "receipt"],
  ["F4", "hand_over"],
  ["F6", "ship"],
  ["F7", "label"],
  ["F8", "refund"],
  ["F9", "cancel"],
  ["Esc", "back"],
];

export function duties(order: OrderView | null): Set<Act> {
  const can = new Set<Act>(["find"]);
  if (order === null) return can;
  can.add("back");
  if (order.state === "parked") {
    can.add("cancel");
    if (order.due_fen > 0) can.add("cash");
  }
  if (order.state === "paid" || order.state === "done") {
    can.add("receipt");
    can.add("refund");
  }
  if (order.state === "paid" && waits(order, "take")) can.add("hand_over");
  if (order.state === "paid" && waits(order, "ship")) {
    can.add("ship");
    if (order.contact !== null) can.add("label");
  }
  return can;
}

function waits(order: OrderView, way: "take" | "ship"): boolean {
  const parts = order.fulfilments.filter((part) => part.way === way);
  if (parts.length > 0) return parts.some((part) => part.state === "waiting" || part.state === "ready");
  return order.lines.some((line) => line.way === way);
}

export type Tab = "parked" | "paid" | "done";
export const TABS: Tab[] = ["parked", "paid", "done"];

export function rows(view: TillView): QueueRow[] {
  return [...view.parked, ...view.paid, ...view.done];
}

export function tabOf(view: TillView, orderId: string): Tab | null {
  return TABS.find((tab) => view[tab].some((row) => row.order_id === orderId)) ?? null;
}

// By its whole number, else by the end of it where only one fits: people say "seventeen" for A017.
export function findRow(all: QueueRow[], typed: string): QueueRow | null {
  const wanted = tidyNumber(typed);
  if (wanted === "") return null;
  const exact = all.find((row) => tidyNumber(row.number) === wanted);
  if (exact !== undefined) return exact;
  const ending = all.filter((row) => sameTail(tidyNumber(row.number), wanted));
  return ending.length === 1 ? (ending[0] ?? null) : null;
}

export function tidyNumber(text: string): string {
  return text.toUpperCase().replace(/[^0-9A-Z]/g, "");
}

function sameTail(number: string, wanted: string): boolean {
  const tail = /\d+$/.exec(number)?.[0];
  return tail !== undefined && /^\d+$/.test(wanted) && Number(tail) === Number(wanted);
}

// The cash of this order's last charge, whose change is still in the cashier's hand.
export function changeDue(order: OrderView): number {
  const last = order.payments.findLast((payment) => payment.direction === "charge");
  return last?.tender === "cash" && last.state === "paid" ? last.change_fen : 0;
}
