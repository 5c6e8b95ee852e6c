// A store's state as a sentence, what needs a person, and how today stands against yesterday.
import { describe, expect, test } from "vitest";
import type { Asked, StoreRow } from "../api/hub.ts";
import { dayOf, sum, together, zoneOf } from "./chain.ts";
import { against, askedState, needs, old, readPieces, signed, standing, STUCK_MS } from "./sentences.ts";

const NOW = 1_700_000_000_000;
const HOUR = 3_600_000;

function store(id: string, fields: Partial<StoreRow> = {}): StoreRow {
  return {
    ...{ store: id, name_zh: id, name_en: id, address: "", address_en: "", zone: "Asia/Shanghai" },
    ...{ heard_ms: NOW - 1_000, logs: 1, acked: 10, waiting: 0, dead: 0, ...fields },
  };
}

describe("standing", () => {
  test.each<[string, Partial<StoreRow>, string]>([
    ["standing_here", {}, "green"],
    ["standing_behind", { waiting: 5 }, "blue"],
    ["standing_stuck", { waiting: 5, heard_ms: NOW - STUCK_MS - 1 }, "red"],
    ["standing_quiet", { heard_ms: NOW - HOUR }, ""],
    ["standing_silent", { heard_ms: NOW - 25 * HOUR }, "amber"],
    ["standing_never", { heard_ms: 0, logs: 0 }, "amber"],
  ])("%s", (key, fields, tone) => {
    expect(standing(store("s1", fields), NOW)).toMatchObject({ key, tone });
  });

  test("a store whose clock runs ahead of ours is not silent", () => {
    expect(standing(store("s1", { heard_ms: NOW + HOUR }), NOW).key).toBe("standing_here");
  });
});

test("what needs a person stands by its weight, and a healthy store not at all", () => {
  const stores = [
    store("never", { heard_ms: 0 }),
    store("well"),
    store("stuck", { waiting: 3, heard_ms: NOW - HOUR }),
    store("dead", { dead: 2 }),
    store("silent", { heard_ms: NOW - 30 * HOUR }),
  ];
  expect(needs(stores, NOW).map((need) => [need.store.store, need.n])).toEqual([
    ["dead", 2],
    ["stuck", 3],
    ["silent", 0],
    ["never", 0],
  ]);
  expect(needs([store("well")], NOW)).toEqual([]);
});

test.each([
  [110, 100, "against_more", 10],
  [90, 100, "against_less", 10],
  [100, 100, "against_same", 0],
  [50, 0, "against_none", 0],
])("%i against %i is %s", (now, before, key, part) => {
  expect(against(now, before)).toEqual({ key, part });
});

test.each([
  [-5, "age_s", 0],
  [59_999, "age_s", 59],
  [60_000, "age_min", 1],
  [47 * HOUR, "age_h", 47],
  [48 * HOUR, "age_d", 2],
])("%i ms are %s %i", (past, unit, n) => {
  expect(old(past)).toEqual({ unit, n });
});

test("today and yesterday are cut at midnight of the zone", () => {
  const noon = Date.UTC(2026, 5, 1, 4, 30); // 12:30 in Shanghai: thirteen hours have begun
  const hours = Array.from({ length: 48 }, (_, hour) => hour);
  const { today, before } = dayOf(hours, noon, "Asia/Shanghai");
  expect(today).toEqual(hours.slice(35));
  expect(before).toEqual(hours.slice(11, 35));
  expect(dayOf(hours, noon, "UTC").today.length).toBe(5);
});

test("stores add up hour by hour, and the zone is that of most", () => {
  expect(together([[1, 2], [10, 20]])).toEqual([11, 22]);
  expect(together([])).toEqual([]);
  expect(sum([1, 2, 3])).toBe(6);
  const far = store("far", { zone: "Asia/Tokyo" });
  expect(zoneOf([store("a"), far, store("b")])).toBe("Asia/Shanghai");
  expect(zoneOf([])).toBe("Asia/Shanghai");
});

test("a correction without an answer is late after its deadline", () => {
  const asked = { state: "asked", deadline_ms: NOW } as Asked;
  expect(askedState(asked, NOW)).toBe("asked_asked");
  expect(askedState(asked, NOW + 1)).toBe("asked_late");
  expect(askedState({ ...asked, state: "done" }, NOW + 1)).toBe("asked_done");
  expect(askedState({ ...asked, state: "refused" }, NOW + 1)).toBe("asked_refused");
});

test.each([
  ["12", 12],
  [" -3 ", -3],
  ["−3", -3],
  ["+4", 4],
  ["0", null],
  ["1.5", null],
  ["", null],
  ["12345678", null],
])("typing %j is %j pieces", (text, pieces) => {
  expect(readPieces(text)).toBe(pieces);
});

test("pieces carry their sign", () => {
  expect([signed(3), signed(-3)]).toEqual(["+3", "-3"]);
});
