// Goods for and from other stores, bound to the place of the page.
import { getJson, postJson } from "./client.ts";
import { placed } from "./place.ts";
import type { components } from "./schema.d.ts";

export type TransferRow = components["schemas"]["TransferRow"];
export type TransferView = components["schemas"]["TransferView"];
export type TransferLine = components["schemas"]["TransferLineView"];
export type GoodsRow = components["schemas"]["GoodsRow"];
export type GoodsView = components["schemas"]["GoodsView"];
export type StockView = components["schemas"]["StockView"];
export type TransferWish = components["schemas"]["TransferWish"];
export type Counted = Record<string, number>; // pieces by SKU

const at = (transferId: string, verb = ""): string =>
  placed(`/api/till/transfer/${encodeURIComponent(transferId)}${verb}`);

function body(counted: Counted): { counts: { sku: string; quantity: number }[] } {
  return { counts: Object.entries(counted).map(([sku, quantity]) => ({ sku, quantity })) };
}

export const transferApi = {
  transfer: (transferId: string) => getJson<TransferView>(at(transferId)),
  goods: (q: string) => getJson<GoodsView>(placed("/api/till/goods", { q })),
  stock: (sku: string) => getJson<StockView>(placed(`/api/till/stock/${encodeURIComponent(sku)}`)),
  wish: (wish: TransferWish) => postJson(placed("/api/till/transfer"), wish),
  send: (transferId: string, counted: Counted, reason: string) =>
    postJson(at(transferId, "/send"), { ...body(counted), reason }),
  refuse: (transferId: string, reason: string) => postJson(at(transferId, "/refuse"), { reason }),
  receive: (transferId: string, counted: Counted) => postJson(at(transferId, "/receive"), body(counted)),
};
