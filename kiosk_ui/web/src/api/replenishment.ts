// The centre's API of goods between stores: transfers, what should be sent, between what limits stock shall stand.
import type { components } from "./centre.schema.d.ts";
import { getJson, postJson, postOnce } from "./client.ts";
import { paths as hubPaths, type ItemFile } from "./hub.ts";

type Schemas = components["schemas"];

export type Choice = Schemas["Choice"];
export type Level = Schemas["Level"];
export type Levels = Schemas["Levels"];
export type Moved = Schemas["Moved"];
export type NewTransfer = Schemas["NewTransfer"];
export type ProposalRow = Schemas["ProposalRow"];
export type Removed = Schemas["Removed"];
export type RemovedLimits = Schemas["RemovedLimits"];
export type Replenished = Schemas["Replenished"];
export type Replenishment = Schemas["Replenishment"];
export type Transfer = Schemas["Transfer"];
export type TransferFile = Schemas["TransferFile"];
export type TransferRow = Schemas["TransferRow"];
export type Transfers = Schemas["Transfers"];

export const LIST_MAX = 200; // rows of a list
const one = encodeURIComponent;
const limits = "/api/replenishment/limits";
const asked = (path: string, query: Record<string, string>): string =>
  `${path}?${new URLSearchParams({ ...query, limit: String(LIST_MAX) }).toString()}`;

export const paths = {
  transfers: (query: Record<string, string>) => asked("/api/transfers", query),
  transfer: (transferId: string) => `/api/transfers/${one(transferId)}`,
  proposals: (query: Record<string, string>) => asked("/api/replenishment", query),
  limits: (query: Record<string, string>) => asked(limits, query),
  removed: (query: Record<string, string>) => asked(`${limits}/removed`, query),
};

// What has its own id or key is sent again by itself when an answer is lost: the centre takes it once.
export const goodsApi = {
  ask: (wish: NewTransfer) => postJson<Transfer>("/api/transfers", wish),
  cancel: (transferId: string, why: string) => postOnce<Transfer>(`${paths.transfer(transferId)}/cancel`, { why }),
  send: (key: string, proposals: Choice[]) => postJson<Replenished>("/api/replenishment/transfers", { key, proposals }),
  setLimit: (limit: { store: string; sku: string; low: number; high: number }) =>
    postOnce<{ changed: number }>(limits, { limits: [limit] }),
  deleteLimit: (store: string, sku: string) =>
    postOnce<{ changed: number }>(`${limits}/delete`, { limits: [{ store, sku }] }),
  stock: (sku: string) => getJson<ItemFile>(hubPaths.item(sku)),
};
