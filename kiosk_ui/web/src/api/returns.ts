// Goods that come back over this counter, bound to the place of the page.
import { getJson, postJson } from "./client.ts";
import { placed } from "./place.ts";
import type { components } from "./schema.d.ts";

type Schemas = components["schemas"];
export type SoldOrder = Schemas["SoldOrderView"];
export type SoldLine = Schemas["SoldLineView"];
export type ReturnWish = Schemas["ReturnWish"];
export type ReturnReason = ReturnWish["reason"];

export const returnApi = {
  sold: (text: string) => getJson<Schemas["SoldView"]>(placed("/api/till/sold", { q: text })),
  take: (wish: ReturnWish) => postJson(placed("/api/till/return"), wish),
};
