// What the store of an order is asked to do with it: give the money back, or cancel it.
import type { zh } from "../zh/asking.ts";

export const en: Record<keyof typeof zh, string> = {
  asking_title: "Asked of the store",
  asking_refund: "Ask the store to refund",
  asking_cancel: "Ask the store to cancel",
  asking_refund_line: "The whole amount goes back to the shopper's wallet, by the store's own rules. The store tells what came of it.",
  asking_cancel_line: "The order is not paid; the store lets it go and frees the goods. The store tells what came of it.",
  asking_goods: "Goods that were handed over",
  asking_restock: "Came back, and return to the shelf",
  asking_keep: "Do not return to the shelf",
  asking_reason: "Reason",
  asking_reason_hint: "such as: recalled, paid twice",
  asking_reason_needed: "Say why; it stands beside the order with your name",
  asking_sent: "Sent to {store}; waiting for its answer",
  asking_by: "{kind} · {by}",
  asking_kind_refund: "Refund",
  asking_kind_cancel: "Cancel",
  asking_asked: "Waiting for the store",
  asking_late: "No answer in time",
  asking_done_refund: "The store is giving it back",
  asking_done_cancel: "Cancelled",
  asking_refused: "Not done",
};
