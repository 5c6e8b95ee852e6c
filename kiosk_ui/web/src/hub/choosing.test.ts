// What is ticked among the proposals, and the picture of a store's stock.
import { expect, test } from "vitest";
import type { Level, ProposalRow } from "../api/replenishment.ts";
import { barOf, between, chosen, flipped, freeOf, keeps, PIECES_MAX, pressed, proposalKey, readCount, summed, UNPRESSED } from "./choosing.ts";

const LEVEL: Level = { store: "s001", sku: "P1", low: 4, high: 10, on_hand: 3, allocated: 1, incoming: 1, promised: 0, set_by: "", set_ms: 0 };

function row(source: string, target: string, sku: string, quantity: number): ProposalRow {
  return {
    source,
    target,
    sku,
    quantity,
    giver: { ...LEVEL, store: source, sku, on_hand: 30, allocated: 2, promised: 3, high: 12 },
    taker: { ...LEVEL, store: target, sku },
  };
}

const ROWS = [row("s003", "s001", "P1", 7), row("s002", "s001", "P1", 1), row("s003", "s001", "P2", 2)];
const [FIRST, SECOND, THIRD] = ROWS as [ProposalRow, ProposalRow, ProposalRow];

test("one group for each pair of stores", () => {
  expect(between(ROWS).map((one) => [one.source, one.target, one.rows.map((of) => of.sku)])).toEqual([
    ["s003", "s001", ["P1", "P2"]],
    ["s002", "s001", ["P1"]],
  ]);
});

test("what is ticked is sent as it is shown, and what is not proposed any more is not", () => {
  const ticked = new Set([proposalKey(FIRST), proposalKey(THIRD), proposalKey(row("s009", "s001", "P9", 1))]);
  const choices = chosen(ROWS, ticked);
  expect(choices).toEqual([
    { source: "s003", target: "s001", sku: "P1", quantity: 7 },
    { source: "s003", target: "s001", sku: "P2", quantity: 2 },
  ]);
  expect(summed(choices)).toEqual({ n: 2, pieces: 9, transfers: 1 });
  expect(summed(chosen(ROWS, flipped(new Set(), ROWS)))).toEqual({ n: 3, pieces: 10, transfers: 2 });
});

test("a tick over many ticks all of them, and none once all were", () => {
  const some = flipped(new Set(), [SECOND]);
  const all = flipped(some, ROWS);
  expect(all.size).toBe(3);
  expect(flipped(all, ROWS).size).toBe(0);
  expect([...flipped(all, [FIRST, THIRD])]).toEqual([proposalKey(SECOND)]);
});

test("the same choice pressed again keeps its key, another gets one of its own", () => {
  let keys = 0;
  const fresh = (): string => `k${(keys += 1)}`;
  const first = pressed(UNPRESSED, chosen(ROWS, new Set([proposalKey(FIRST)])), fresh);
  expect(first.key).toBe("k1");
  expect(pressed(first, chosen(ROWS, new Set([proposalKey(FIRST)])), fresh)).toBe(first);
  expect(pressed(first, chosen([{ ...FIRST, quantity: 6 }], new Set([proposalKey(FIRST)])), fresh).key).toBe("k2");
});

test("the giving store keeps what neither orders nor other stores were promised", () => {
  expect(freeOf(FIRST.giver)).toBe(28);
  expect(keeps(FIRST)).toBe(18);
});

test("the bar fits what there is and what there may be", () => {
  expect(barOf(LEVEL, 7)).toEqual({ free: 20, incoming: 10, more: 70, low: 40, high: 100 });
  expect(barOf({ ...LEVEL, on_hand: 21 })).toMatchObject({ free: 95.2, incoming: 4.8, low: 19, high: 47.6 });
  expect(barOf({ ...LEVEL, on_hand: -4, incoming: 6 }, 2)).toMatchObject({ free: 0, incoming: 10, more: 20, high: 100 });
  expect(barOf({ ...LEVEL, on_hand: -9, incoming: 2 }, 6)).toMatchObject({ free: 0, incoming: 0, more: 0 });
  expect(barOf({ ...LEVEL, promised: 1 })).toMatchObject({ free: 10, incoming: 10 });
  expect(barOf({ ...LEVEL, on_hand: 0, allocated: 0, incoming: 0, low: 0, high: 0 })).toEqual({ free: 0, incoming: 0, more: 0, low: 0, high: 0 });
});

test.each([
  ["12", 1, 12],
  [" 0 ", 0, 0],
  ["0", 1, null],
  ["-1", 0, null],
  ["1.5", 0, null],
  ["", 0, null],
  [String(PIECES_MAX + 1), 1, null],
])("%j of at least %d is %j", (text, least, count) => {
  expect(readCount(text, least)).toBe(count);
});
