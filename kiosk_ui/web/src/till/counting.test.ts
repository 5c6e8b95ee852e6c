import { expect, test } from "vitest";
import type { TransferLine, TransferView } from "../api/transfers.ts";
import { all, expected, lineOf, none, ours, sum, turnOf } from "./counting.ts";

function line(sku: string, quantity: number, sent = 0): TransferLine {
  const gtin = `0697001101003${sku.slice(-1)}`;
  return { sku, gtin, name_zh: "", name_en: "", variant_zh: "", variant_en: "", picture: "", quantity, sent, received: 0, missing: 0 };
}

function view(way: "out" | "in", state: TransferView["transfer"]["state"]): TransferView {
  const row = { transfer_id: "t", store: "s2", store_zh: "", store_en: "", lines: 1, pieces: 1, asked_ms: 0 };
  const pieces = { sent: 0, received: 0, fewer: 0, more: 0 };
  return { transfer: { ...row, ...pieces, way, state, sent_ms: 0, received_ms: 0, reason: "", by: "", wished: false }, lines: [] };
}

const LINES = [line("P1-1", 4, 3), line("P1-2", 2, 2)];

test("whose turn it is follows from the way and the state", () => {
  expect(turnOf(view("out", "asked"))).toBe("send");
  expect(turnOf(view("in", "asked"))).toBe("await");
  expect(turnOf(view("out", "sent"))).toBe("await");
  expect(turnOf(view("in", "sent"))).toBe("receive");
  for (const state of ["received", "refused", "cancelled"] as const) {
    expect(turnOf(view("in", state))).toBe("ended");
  }
});

test("what waits for the other store is not counted as work here", () => {
  expect(ours(view("out", "asked").transfer)).toBe(true);
  expect(ours(view("in", "sent").transfer)).toBe(true);
  for (const [way, state] of [["in", "asked"], ["out", "sent"], ["in", "received"], ["out", "refused"]] as const) {
    expect(ours(view(way, state).transfer)).toBe(false);
  }
});

test("going out is counted against what was asked for, coming in against what was sent", () => {
  expect(LINES.map((one) => expected(one, "send"))).toEqual([4, 2]);
  expect(all(LINES, "receive")).toEqual({ "P1-1": 3, "P1-2": 2 });
  expect(sum(LINES, all(LINES, "send"), "send")).toEqual({ n: 6, all: 6, missing: 0, extra: 0 });
  expect(sum(LINES, { ...none(LINES), "P1-1": 5 }, "receive")).toEqual({ n: 5, all: 5, missing: 2, extra: 2 });
});

test("a barcode, with or without its leading zeros, and a SKU name their line", () => {
  expect(lineOf(LINES, "6970011010032")?.sku).toBe("P1-2");
  expect(lineOf(LINES, "06970011010031")?.sku).toBe("P1-1");
  expect(lineOf(LINES, "P1-1")?.sku).toBe("P1-1");
  expect(lineOf(LINES, "6970011010099")).toBeNull();
  expect(lineOf([{ ...line("P1-1", 1), gtin: "" }], "0")).toBeNull();
});
