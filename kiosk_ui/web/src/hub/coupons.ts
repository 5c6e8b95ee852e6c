// What a coupon is now: to use, used, used by more than one store, or run out; and what a new one may be. Pure.
import type { CouponRow, Grant } from "../api/members.ts";
import { readYuan } from "../design/money.ts";
import type { en } from "../words/en/members.ts";

export const TITLE_MAX = 60;
const OFF_MAX_FEN = 1_000_000;
const DAYS_MAX = 3_650;

export type CouponState = "open" | "used" | "twice" | "over";

export function couponState(row: CouponRow, now_ms: number): CouponState {
  if (row.uses.length > 1) return "twice";
  if (row.uses.length === 1) return "used";
  return row.coupon.until_ms > now_ms ? "open" : "over";
}

export function couponsLeft(rows: CouponRow[], now_ms: number): number {
  return rows.filter((row) => couponState(row, now_ms) === "open").length;
}

// As it is typed.
export interface Draft {
  zh: string;
  en: string;
  off: string;
  least: string;
  days: string;
}

export const BLANK: Draft = { zh: "", en: "", off: "", least: "", days: "90" };

type Fault = Extract<keyof typeof en, `member_give_${string}`>;

export interface Offer {
  wish: Omit<Grant, "coupon_id"> | null; // null while something is wrong
  faults: Partial<Record<keyof Draft, Fault>>;
}

export function offer(draft: Draft): Offer {
  const off_fen = readYuan(draft.off.trim()) ?? 0;
  const least_fen = readYuan(draft.least.trim()) ?? 0;
  const days = /^\d+$/.test(draft.days.trim()) ? Number(draft.days) : 0;
  const title_zh = draft.zh.trim();
  const title_en = draft.en.trim();
  const faults: Offer["faults"] = {};
  if (title_zh === "") faults.zh = "member_give_untitled";
  if (title_en === "") faults.en = "member_give_untitled";
  if (off_fen <= 0 || off_fen > OFF_MAX_FEN) faults.off = "member_give_off_wrong";
  if (least_fen < Math.max(1, off_fen)) faults.least = "member_give_least_wrong";
  if (days < 1 || days > DAYS_MAX) faults.days = "member_give_days_wrong";
  const right = Object.keys(faults).length === 0;
  return { wish: right ? { title_zh, title_en, off_fen, least_fen, days } : null, faults };
}
