// The centre's API: the generated types of its document, and what its page may ask for.
import type { components } from "./centre.schema.d.ts";
import { getJson, postJson, postOnce } from "./client.ts";

type Schemas = components["schemas"];

export type Asked = Schemas["Asked"];
export type CorrectionWish = Omit<Schemas["Correction"], "within_s">;
export type Corrections = Schemas["Corrections"];
export type DeadLetter = Schemas["DeadLetter"];
export type DeadLetters = Schemas["DeadLetters"];
export type DemandRow = Schemas["DemandRow"];
export type Demands = Schemas["Demands"];
export type DemandView = Schemas["DemandView"];
export type FoundItem = Schemas["FoundItem"];
export type HoursRow = Schemas["HoursRow"];
export type ItemFile = Schemas["ItemFile"];
export type Items = Schemas["Items"];
export type Letter = Schemas["Letter"];
export type LogRow = Schemas["LogRow"];
export type Logs = Schemas["Logs"];
export type OrderAsk = Omit<Schemas["OrderAsk"], "within_s">;
export type OrderAsks = Schemas["OrderAsks"];
export type OrderFile = Schemas["OrderFile"];
export type OrderRow = Schemas["OrderRow"];
export type Orders = Schemas["Orders"];
export type OrderStep = Schemas["OrderStep"];
export type Overview = Schemas["Overview"];
export type PriceChange = Schemas["PriceChange"];
export type PriceRow = Schemas["PriceRow"];
export type Session = Schemas["Session"];
export type StockRow = Schemas["StockRow"];
export type StoreRow = Schemas["StoreRow"];

const one = encodeURIComponent;
const letter = (origin: string, seq: number): string => `/api/dead-letters/${one(origin)}/${seq}`;

export const ITEMS_MAX = 60;
export const ROWS_MAX = 200; // of a list

export const paths = {
  overview: "/api/overview",
  logs: (store: string) => `/api/stores/${one(store)}/logs`,
  items: (text: string) => `/api/items?limit=${ITEMS_MAX}&q=${one(text)}`,
  item: (sku: string) => `/api/items/${one(sku)}`,
  orders: (query: Record<string, string>) => `/api/orders?${new URLSearchParams(query).toString()}`,
  order: (orderId: string) => `/api/orders/${one(orderId)}`,
  asks: (orderId: string) => `/api/orders/${one(orderId)}/asks`,
  demands: (query: Record<string, string>) => `/api/fulfilments?${new URLSearchParams({ ...query, limit: String(ROWS_MAX) }).toString()}`,
  demand: (orderId: string) => `/api/fulfilments/${one(orderId)}`,
  corrections: `/api/corrections?limit=${ROWS_MAX}`,
  letters: (decided: boolean) => `/api/dead-letters?limit=${ROWS_MAX}&decided=${decided ? 1 : 0}`,
  letter,
};

export const hubApi = {
  session: () => getJson<Session>("/api/session"),
  enter: (name: string, password: string) => postOnce<Session>("/api/session", { name, password }),
  leave: () => postOnce("/api/sign-out"),
  price: (change: Partial<PriceChange> & { sku: string; price_fen: number }) =>
    postOnce<{ changed: number }>("/api/prices", { changes: [change] }),
  // With its own id it is sent again by itself when an answer is lost: the centre takes it once.
  correct: (wish: CorrectionWish) => postJson("/api/corrections", wish),
  ask: (orderId: string, wish: OrderAsk) => postJson(paths.asks(orderId), wish),
  cancel: (orderId: string) => postOnce(`/api/orders/${one(orderId)}/cancel`),
  retry: (origin: string, seq: number) => postOnce<DeadLetter>(`${letter(origin, seq)}/retry`),
  drop: (origin: string, seq: number, why: string) => postOnce<DeadLetter>(`${letter(origin, seq)}/drop`, { why }),
};
