// Fen as people read and type them.
import { expect, test } from "vitest";
import { money, priceParts, quickAmounts, readYuan } from "./money.ts";

test.each([
  [0, true, "0", ".00"],
  [5, false, "0", ".05"],
  [12_900, false, "129", ""],
  [12_900, true, "129", ".00"],
  [12_990, false, "129", ".90"],
  [123_456_789, true, "1,234,567", ".89"],
])("%i fen (exact: %s) is %s and %s", (fen, exact, yuan, rest) => {
  expect(priceParts(fen, exact)).toEqual({ minus: false, yuan, fen: rest });
});

test("money given back carries its sign before the yuan sign", () => {
  expect(money(-12_905)).toBe("-¥129.05");
});

test.each([
  ["0", 0],
  ["12", 1200],
  ["12.", 1200],
  ["12.5", 1250],
  ["12.05", 1205],
  ["1.999", null],
  [".5", null],
  ["", null],
  ["1e3", null],
  ["12345678", null],
])("typing %j is %j fen", (text, fen) => {
  expect(readYuan(text)).toBe(fen);
});

test.each([
  [54_300, [54_300, 55_000, 56_000, 60_000]],
  [10_000, [10_000, 20_000]],
  [990, [990, 1_000, 2_000, 5_000]],
])("for %i fen a shopper may give %j", (due, offers) => {
  expect(quickAmounts(due)).toEqual(offers);
});

test("a quick amount is never too little", () => {
  for (let due = 1; due < 60_000; due += 37) {
    expect(Math.min(...quickAmounts(due))).toBe(due);
  }
});
