// Who works here, and the till's acts upon an order, bound to the place of the page.
import { getJson, postJson } from "./client.ts";
import { placed } from "./place.ts";
import type { LabelView, OrderView, QueueRow, StaffTile } from "./views.ts";

export const staffApi = {
  tiles: () => getJson<StaffTile[]>("/api/staff"),
  signIn: (staff_id: string, pin: string) => postJson(placed("/api/staff/sign-in"), { staff_id, pin }),
  signOut: () => postJson(placed("/api/staff/sign-out")),
  first: (code: string, name: string, pin: string) => postJson(placed("/api/staff/first"), { code, name, pin }),
};

const act = (orderId: string, verb: string): string => placed(`/api/till/${encodeURIComponent(orderId)}/${verb}`);

export const tillApi = {
  order: (orderId: string) => getJson<OrderView>(placed(`/api/till/order/${encodeURIComponent(orderId)}`)),
  numbered: (number: string) => getJson<QueueRow[]>(placed("/api/till/orders", { q: number })),
  label: (orderId: string) => getJson<LabelView>(placed(`/api/till/order/${encodeURIComponent(orderId)}/label`)),
  cash: (orderId: string, given_fen: number) => postJson(act(orderId, "cash"), { given_fen }),
  receipt: (orderId: string) => postJson(act(orderId, "receipt")),
  handOver: (orderId: string) => postJson(act(orderId, "hand-over")),
  ship: (orderId: string) => postJson(act(orderId, "ship")),
  cancel: (orderId: string, reason: string) => postJson(act(orderId, "cancel"), { reason }),
  refund: (orderId: string, reason: string, restock: boolean) =>
    postJson(act(orderId, "refund"), { reason, restock }),
  attach: (orderId: string) => postJson(act(orderId, "member")),
  findMember: (text: string) => postJson(act("member", "find"), { text }),
  signUp: (phone: string, name: string, consent: boolean) => postJson(act("member", "sign-up"), { phone, name, consent }),
  eraseMember: (member_id: string) => postJson(act("member", "erase"), { member_id }),
  dropMember: () => postJson(act("member", "drop")),
};
