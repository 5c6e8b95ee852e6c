// What a coupon is now: to use, used, used by more than one store, or run out. Pure.
import type { CouponRow } from "../api/members.ts";

export type CouponState = "open" | "used" | "twice" | "over";

export function couponState(row: CouponRow, now_ms: number): CouponState {
  if (row.uses.length > 1) return "twice";
  if (row.uses.length === 1) return "used";
  return row.coupon.until_ms > now_ms ? "open" : "over";
}

export function couponsLeft(rows: CouponRow[], now_ms: number): number {
  return rows.filter((row) => couponState(row, now_ms) === "open").length;
}
