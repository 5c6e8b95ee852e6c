// What comes back of an order: counted by line, never more than may; what the screen says of it. Pure.
import type { ReturnReason, SoldLine, SoldOrder } from "../api/returns.ts";
import { sameGoods } from "./counting.ts";

export type Back = Record<string, number>; // pieces by SKU
export const RETURN_REASONS: ReturnReason[] = ["size", "dislike", "quality", "wrong", "other"];

export function lineOfCode(lines: SoldLine[], code: string): SoldLine | null {
  return lines.find((line) => sameGoods(line, code)) ?? null;
}

export type Scanned = { sku: string } | "not_listed" | "no_more";

export function scanned(order: SoldOrder, back: Back, code: string): Scanned {
  const line = lineOfCode(order.lines, code);
  if (line === null) return "not_listed";
  return (back[line.sku] ?? 0) >= line.may ? "no_more" : { sku: line.sku };
}

export function pieces(back: Back): number {
  return Object.values(back).reduce((sum, n) => sum + n, 0);
}

export function wished(back: Back): { sku: string; quantity: number }[] {
  return Object.entries(back)
    .filter(([, quantity]) => quantity > 0)
    .map(([sku, quantity]) => ({ sku, quantity }));
}

// Pieces of this store's own order that lie in other stores by now: a refund must not put them on the shelf here.
export function elsewhere(order: SoldOrder): number {
  return order.returns.filter((one) => !one.here).reduce((sum, one) => sum + one.pieces, 0);
}

// Why nothing of it may come back here, null where something may.
export function closed(order: SoldOrder): "own" | "not_left" | "all_back" | null {
  if (order.may > 0) return null;
  if (order.own) return "own";
  return order.lines.some((line) => line.left > 0) ? "all_back" : "not_left";
}
