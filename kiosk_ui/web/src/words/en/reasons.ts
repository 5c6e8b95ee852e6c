// Why an order was refunded or cancelled: codes of the tills, in words.
import type { zh } from "../zh/reasons.ts";

export const en: Record<keyof typeof zh, string> = {
  because_size: "Wrong size",
  because_dislike: "Not to their taste",
  because_quality: "Faulty",
  because_wrong: "Wrong item",
  because_left: "Shopper left",
  because_double: "Ordered twice",
};
