// The board's rows as sentences, worst first.
import { expect, test } from "vitest";
import type { EffectRow, Health } from "../api/views.ts";
import { age } from "../design/moment.ts";
import { inHand, printed, tidyPlate } from "../lab/bench.ts";
import { series } from "./chart.tsx";
import { byNeed, effectKey, noteCode, outcomeKey, partKey, tone } from "./sentences.ts";

const part = (name: string, state: Health["state"]): Health => ({ part: name, state, code: "", detail: "", since_ms: 0 });
const effect = (kind: string, state: string): EffectRow => ({
  ...{ effect_id: "e", kind, target: "barrier-in", subject: "浙A12345", state, note: "", at_ms: 0 },
});

test("what needs a person stands first", () => {
  const rows = [part("a", "ok"), part("b", "down"), part("c", "needs_person"), part("d", "degraded")];
  expect(byNeed(rows).map((one) => one.part)).toEqual(["c", "b", "d", "a"]);
  expect(rows[0]?.part).toBe("a");
});

test("each state has its tone, and none is green but what works", () => {
  expect(tone("ok")).toBe("green");
  for (const state of ["starting", "degraded", "down", "needs_person", "off"] as const) expect(tone(state)).not.toBe("green");
});

test("a gate that did not open has its own sentence; a new kind of effect still has one", () => {
  expect(effectKey(effect("GateDidNotOpen", "missed"))).toBe("effect_GateDidNotOpen");
  expect(effectKey(effect("SendMessage", "missed"))).toBe("effect_other");
  expect(outcomeKey(effect("Print", "unknown"))).toBe("effect_unknown");
  expect(outcomeKey(effect("Print", "missed"))).toBe("effect_missed");
});

test("a note is translated where it is a code, its own meaning first", () => {
  const known = new Set(["note_no_line", "no_line", "no_answer_in_time"]);
  const isCode = (code: string): boolean => known.has(code);
  expect(noteCode("no_line", isCode)).toBe("note_no_line");
  expect(noteCode("no answer in time", isCode)).toBe("no_answer_in_time");
  expect(noteCode("The port vanished", isCode)).toBe("");
});

test("a part without a name of its own keeps its id", () => {
  expect(partKey("uplink")).toBe("part_uplink");
  expect(partKey("printer-1")).toBeNull();
});

test.each([
  [900, "age_s", 0],
  [59_999, "age_s", 59],
  [60_000, "age_min", 1],
  [7_200_000, "age_h", 2],
  [-5, "age_s", 0],
])("%i ms is an age of %s", (ms, unit, n) => {
  expect(age(ms)).toEqual({ unit, n });
});

test("the chart covers the shop's day and stretches to any hour that sold", () => {
  expect(series([]).hours).toEqual([9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21]);
  const late = series([{ hour: 23, sales_fen: 12_900, orders: 1 }]);
  expect(late.hours[late.hours.length - 1]).toBe(23);
  expect(late.yuan[late.yuan.length - 1]).toBe(129);
  expect(late.orders[0]).toBe(0);
});

test("the lab writes a plate as a camera does, and a code as its label does", () => {
  expect(tidyPlate(" 浙a·12345 ")).toBe("浙A12345");
  expect(printed("06970011010067")).toBe("6970011010067");
  expect(printed("16970011010064")).toBe("16970011010064");
});

test("a scanner that was pulled out is not the one in hand by itself", () => {
  const bare = { kind: "scanner" as const, place: "", state: "", view: false, fault: "", faults: [] };
  const scanner = (device: string, plugged: boolean) => ({ ...bare, device, plugged });
  const both = [scanner("a", false), scanner("b", true)];
  expect(inHand(both, "")).toBe("b");
  expect(inHand(both, "a")).toBe("a");
  expect(inHand([], "a")).toBe("");
});
