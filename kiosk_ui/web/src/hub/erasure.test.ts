// What confirms an erasing, and how far it got, store by store.
import { describe, expect, test } from "vitest";
import type { StoreRow } from "../api/hub.ts";
import type { CouponRow, MemberRow, Reach } from "../api/members.ts";
import { couponsLeft, couponState } from "./coupons.ts";
import { confirmOf, progressOf, reachedOf } from "./erasure.ts";

const NOW = 1_700_000_000_000;
const MINUTE = 60_000;

function member(phone: string): MemberRow {
  return { member_id: "0197a0c85b1e7d109b1e3f0a92b7cc41", phone } as MemberRow;
}

test.each([
  ["138****0000", "member_erase_type", "0000"],
  ["******", "member_erase_type_id", "cc41"],
  ["", "member_erase_type_id", "cc41"],
])("of %j one types the end that is shown", (phone, key, word) => {
  expect(confirmOf(member(phone))).toEqual({ key, word });
});

function reach(store: string, state: Reach["state"], at_ms = NOW): Reach {
  return { store, state, at_ms };
}

test("a store that forgot by itself is done, and nobody's stores are all done", () => {
  const all = [reach("a", "done"), reach("b", "past"), reach("c", "waiting")];
  expect(progressOf(all)).toEqual({ all: 3, done: 2, waiting: 1 });
  expect(progressOf([])).toEqual({ all: 0, done: 0, waiting: 0 });
});

describe("a store's part of it", () => {
  const store = (heard_ms: number): StoreRow => ({ store: "a", heard_ms }) as StoreRow;
  const since = NOW - 10 * MINUTE;

  test.each<[string, Reach, StoreRow | undefined, number, string, number]>([
    ["it is done", reach("a", "done", since + MINUTE), store(NOW), since, "member_reach_done", MINUTE],
    ["it is long past", reach("a", "past"), store(NOW), since, "member_reach_past", 0],
    ["it was asked just now", reach("a", "waiting"), store(0), NOW - MINUTE, "member_reach_waiting", MINUTE],
    ["it spoke since", reach("a", "waiting"), store(since + 1), since, "member_reach_waiting", 10 * MINUTE],
    ["it is silent since before", reach("a", "waiting"), store(since - MINUTE), since, "member_reach_silent", 11 * MINUTE],
    ["it never spoke", reach("a", "waiting"), store(0), since, "member_reach_silent", 10 * MINUTE],
    ["it is unknown", reach("a", "waiting"), undefined, since, "member_reach_silent", 10 * MINUTE],
  ])("%s", (_, one, at, since_ms, key, past_ms) => {
    expect(reachedOf(one, at, since_ms, NOW)).toMatchObject({ key, past_ms });
  });
});

test("a coupon is good until it is used or over, and two uses are a fault", () => {
  const coupon = (until_ms: number, stores: string[]): CouponRow =>
    ({ coupon: { until_ms }, uses: stores.map((store) => ({ store, order_id: store, at_ms: 1 })) }) as CouponRow;
  const rows = [coupon(NOW + 1, []), coupon(NOW, []), coupon(NOW + 1, ["a"]), coupon(NOW - 1, ["a", "b"])];
  expect(rows.map((row) => couponState(row, NOW))).toEqual(["open", "over", "used", "twice"]);
  expect(couponsLeft(rows, NOW)).toBe(1);
});
