// What the store of an order can be asked to do with it, as the centre knows the order.
import type { OrderFile } from "../api/hub.ts";

export type Ask = "refund" | "cancel";

// "cash": a person at the till has to hand the notes out.
export function mayAsk({ order, payments }: OrderFile): Ask | "cash" | "none" {
  if (order.state === "open" || order.state === "paying" || order.state === "parked") return "cancel";
  if (order.state !== "paid" && order.state !== "done") return "none";
  const stands = payments.filter((one) => one.state !== "declined" && one.state !== "reversed");
  if (stands.some((one) => one.direction === "refund")) return "none";
  return stands.some((one) => one.tender === "cash") ? "cash" : "refund";
}
