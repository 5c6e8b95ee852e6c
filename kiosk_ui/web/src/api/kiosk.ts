// What a shopper may ask for, bound to the place of the page.
import { getJson, postJson } from "./client.ts";
import { placed } from "./place.ts";
import type { CardsView, HomeView, ProductView, StockView, Way } from "./views.ts";

const at = (path: string, query: Record<string, string> = {}): string => placed(`/api/kiosk/${path}`, query);

export const kioskApi = {
  home: () => getJson<HomeView>(at("home")),
  shelf: (shelf: string, after: string) =>
    getJson<CardsView>(at(`shelf/${encodeURIComponent(shelf)}`, after === "" ? {} : { after })),
  search: (q: string) => getJson<CardsView>(at("search", { q })),
  product: (id: string) => getJson<ProductView>(at(`product/${encodeURIComponent(id)}`)),
  stock: (sku: string) => getJson<StockView>(at(`stock/${encodeURIComponent(sku)}`)),
  show: (product_id: string, sku: string) => postJson(at("show"), { product_id, sku }),
  add: (sku: string, quantity: number) => postJson(at("add"), { sku, quantity }),
  quantity: (line_id: string, quantity: number) => postJson(at("quantity"), { line_id, quantity }),
  swap: (line_id: string, sku: string) => postJson(at("swap"), { line_id, sku }),
  way: (line_id: string, way: Way) => postJson(at("way"), { line_id, way }),
  contact: (name: string, phone: string, address: string) => postJson(at("contact"), { name, phone, address }),
  memberPhone: (phone: string) => postJson(at("member/phone"), { phone }),
  signUp: (phone: string, name: string, consent: boolean) => postJson(at("member/sign-up"), { phone, name, consent }),
  sendCode: () => postJson(at("member/send-code")),
  verify: (code: string) => postJson(at("member/verify"), { code }),
  dropMember: () => postJson(at("member/drop")),
  points: (points: number) => postJson(at("points"), { points }),
  coupon: (coupon_id: string) => postJson(at("coupon"), { coupon_id }),
  pay: () => postJson(at("pay")),
  stop: (payment_id: string) => postJson(at("stop"), { payment_id }),
  park: () => postJson(at("park")),
  leave: () => postJson(at("leave")),
};
