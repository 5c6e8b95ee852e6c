// What a cashier may do with an order, by which key, and how an order is found.
import { describe, expect, test } from "vitest";
import type { OrderState, OrderView, PaymentView, QueueRow, TillView, Way } from "../api/views.ts";
import { zh } from "../words/zh/till.ts";
import { changeDue, duties, findRow, HINTS, KEYS, tabOf } from "./duties.ts";

function order(state: OrderState, ways: Way[] = ["take"], done: Way[] = []): OrderView {
  return {
    ...{ order_id: "o", number: "A017", place: "kiosk-1", state, lines: [], payments: [], contact: null },
    ...{ member: false, points: 0, points_earned: 0, coupon_id: "", coupon_fen: 0 },
    fulfilments: ways.map((way) => ({ way, state: done.includes(way) ? "done" : "waiting", elsewhere: false })),
    ...{ total_fen: 100, paid_fen: 0, refunded_fen: 0, due_fen: state === "parked" ? 100 : 0, opened_ms: 0, closed_ms: 0 },
  };
}

const can = (one: OrderView | null): string[] => [...duties(one)].sort();

describe("duties", () => {
  test("with no order there is only finding one", () => {
    expect(can(null)).toEqual(["find"]);
  });

  test.each<[OrderState, string[]]>([
    ["parked", ["back", "cancel", "cash", "find"]],
    ["paid", ["back", "find", "hand_over", "receipt", "refund"]],
    ["done", ["back", "find", "receipt", "refund"]],
    ["cancelled", ["back", "find"]],
    ["refunded", ["back", "find"]],
    ["paying", ["back", "find"]],
  ])("of a %s order", (state, wanted) => {
    expect(can(order(state))).toEqual(wanted);
  });

  test("each way is given once", () => {
    expect(can(order("paid", ["take", "ship"]))).toContain("ship");
    expect(can(order("paid", ["take", "ship"], ["take"]))).not.toContain("hand_over");
    expect(can(order("paid", ["take", "ship"], ["ship"]))).not.toContain("ship");
  });

  test("a label is there for a parcel that has a receiver and has not left", () => {
    const contact = { name: "林*", phone: "154****0005", address: "苏州***" };
    expect(can({ ...order("paid", ["ship"]), contact })).toContain("label");
    expect(can({ ...order("paid", ["ship"], ["ship"]), contact })).not.toContain("label");
    expect(can({ ...order("paid", ["take"]), contact })).not.toContain("label");
    expect(can(order("paid", ["ship"]))).not.toContain("label");
  });
});

describe("key hints", () => {
  test("every hint names the key that does it, and every key has a hint", () => {
    const named = HINTS.map(([key, act]) => [key === "Esc" ? "Escape" : key, act]);
    expect(Object.fromEntries(named)).toEqual(KEYS);
  });

  test("every act has its words", () => {
    for (const [, act] of HINTS) expect(Object.keys(zh)).toContain(`keys_${act}`);
  });

  test("no key of the browser's own reload or tools is taken", () => {
    for (const key of ["F5", "F11", "F12"]) expect(KEYS[key]).toBeUndefined();
  });
});

function row(number: string): QueueRow {
  return {
    ...{ order_id: `id-${number}`, number, place: "kiosk-1", state: "parked", pieces: 1, total_fen: 100, due_fen: 100 },
    ...{ ways: ["take"], opened_ms: 0, payment: null },
  };
}

describe("finding an order", () => {
  const all = ["A017", "A018", "B018", "A117"].map(row);

  test.each([
    ["A017", "A017"],
    [" a-017 ", "A017"],
    ["17", "A017"],
    ["117", "A117"],
    ["18", null],
    ["B18", null],
    ["B018", "B018"],
    ["", null],
    ["99", null],
  ])("typing %j opens %j", (typed, number) => {
    expect(findRow(all, typed)?.number ?? null).toBe(number);
  });

  test("its tab is known", () => {
    const view = { parked: [row("A1")], paid: [row("A2")], done: [] } as unknown as TillView;
    expect(tabOf(view, "id-A2")).toBe("paid");
    expect(tabOf(view, "id-A9")).toBeNull();
  });
});

test("change is due only for the cash that was taken last", () => {
  const cash = { direction: "charge", tender: "cash", state: "paid", change_fen: 1_700 } as PaymentView;
  const wallet = { direction: "charge", tender: "wallet", state: "paid", change_fen: 0 } as PaymentView;
  const refund = { direction: "refund", tender: "cash", state: "paid", change_fen: 0 } as PaymentView;
  expect(changeDue({ ...order("paid"), payments: [cash] })).toBe(1_700);
  expect(changeDue({ ...order("paid"), payments: [cash, refund] })).toBe(1_700);
  expect(changeDue({ ...order("paid"), payments: [cash, wallet] })).toBe(0);
});
