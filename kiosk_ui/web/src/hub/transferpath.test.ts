// The path of a transfer, what differs in it, and how long it has taken.
import { expect, test } from "vitest";
import type { TransferRow } from "../api/replenishment.ts";
import { ageOf, differences, piecesOf, TRAVELS_MS, transferPath, WAITS_MS } from "./transferpath.ts";

const DECIDED = { asked_by: "许知行", cancelled_by: "", cancelled_ms: 0, cancelled_why: "" };
const LATE = { ...DECIDED, cancelled_by: "沈若愚", cancelled_ms: 200, cancelled_why: "sold out" };

function row(change: Partial<TransferRow>, lines: [quantity: number, sent: number, received: number][] = [[6, 0, 0]]): TransferRow {
  return {
    transfer_id: "t1",
    source: "s003",
    target: "s001",
    lines: lines.map(([quantity, sent, received], n) => ({ sku: `P${n}`, quantity, sent, received })),
    asked_ms: 100,
    state: "asked",
    sent_ms: 0,
    received_ms: 0,
    reason: "",
    by: "",
    wished: false,
    decided: DECIDED,
    ...change,
  };
}

const keys = (one: TransferRow): string[] => transferPath(one).map((step) => step.key.replace("goods_step_", ""));

test("what is asked for waits for the store that sends it", () => {
  expect(transferPath(row({}))).toEqual([
    { key: "goods_step_asked", store: "", at_ms: 100, by: "许知行", reason: "", tone: "done" },
    { key: "goods_step_next_send", store: "s003", at_ms: 0, by: "", reason: "", tone: "next" },
  ]);
});

test("each word of the stores is a step, with why it is not all", () => {
  const sent = row({ state: "sent", sent_ms: 150, reason: "damaged" });
  expect(keys(sent)).toEqual(["asked", "sent", "next_count"]);
  expect(transferPath(sent)[1]).toMatchObject({ store: "s003", reason: "damaged" });
  expect(keys(row({ state: "received", sent_ms: 150, received_ms: 180 }))).toEqual(["asked", "sent", "received"]);
  expect(keys(row({ state: "refused", reason: "damaged" }))).toEqual(["asked", "refused"]);
});

test("a cancellation keeps its name and its reason, also where the goods had left", () => {
  const over = transferPath(row({ state: "cancelled", reason: "sold out", decided: LATE }));
  expect(over.at(-1)).toEqual({ key: "goods_step_cancelled", store: "", at_ms: 200, by: "沈若愚", reason: "sold out", tone: "bad" });
  expect(keys(row({ state: "sent", sent_ms: 150, decided: LATE }))).toEqual(["asked", "sent", "cancelled", "crossed", "next_count"]);
  expect(keys(row({ state: "received", sent_ms: 250, received_ms: 300, decided: LATE }))).toEqual(["asked", "cancelled", "sent", "received", "crossed"]);
});

test("pieces are counted as far as they have come", () => {
  expect(piecesOf(row({}))).toEqual({ asked: 6, sent: null, received: null });
  expect(piecesOf(row({ state: "sent" }, [[6, 5, 0], [1, 1, 0]]))).toEqual({ asked: 7, sent: 6, received: null });
  expect(piecesOf(row({ state: "received" }, [[6, 5, 4]]))).toEqual({ asked: 6, sent: 5, received: 4 });
});

test("one piece too many does not hide another that is missing", () => {
  expect(differences(row({}))).toEqual([]);
  expect(differences(row({ state: "sent" }, [[6, 5, 0]]))).toEqual([{ key: "goods_short", n: 1 }]);
  expect(differences(row({ state: "received" }, [[6, 6, 5], [3, 3, 4]]))).toEqual([
    { key: "goods_lost", n: 1 },
    { key: "goods_extra", n: 1 },
  ]);
  expect(differences(row({ state: "received" }, [[6, 6, 6]]))).toEqual([]);
});

test("who waits too long is told apart", () => {
  expect(ageOf(row({}), 100 + WAITS_MS)).toEqual({ key: "goods_waits", of_ms: WAITS_MS, late: false });
  expect(ageOf(row({}), 101 + WAITS_MS)?.late).toBe(true);
  expect(ageOf(row({ state: "sent", sent_ms: 150 }), 151 + TRAVELS_MS)).toEqual({ key: "goods_travels", of_ms: TRAVELS_MS + 1, late: true });
  expect(ageOf(row({ state: "received", sent_ms: 150, received_ms: 180 }), 999)).toEqual({ key: "goods_took", of_ms: 80, late: false });
  expect(ageOf(row({ state: "cancelled" }), 999)).toBeNull();
});
