// The shopper's way through the kiosk, turn by turn.
import { describe, expect, test } from "vitest";
import type { KioskView, MemberView, OrderState, OrderView, PaymentView, ProductView } from "../api/views.ts";
import { paying } from "./paying.ts";
import { fresh, lacksContact, lineOf, pieces, shown, STACK_MAX, turn, type Session, type Turn } from "./session.ts";

const PRODUCT: ProductView = {
  ...{ product_id: "P1", category: "apparel", brand: "松岚", name_zh: "T恤", name_en: "Tee" },
  ...{ story_zh: "", story_en: "", shelf: "new", variants: [] },
};

function order(state: OrderState, skus: string[] = ["A"], payments: PaymentView[] = []): OrderView {
  const line = { product_id: "P1", name_zh: "", name_en: "", variant_zh: "", variant_en: "", picture: "" };
  const cost = { quantity: 1, price_fen: 100, list_price_fen: 0, amount_fen: 100 };
  const sent = { way: "take" as const, elsewhere: false };
  return {
    ...{ order_id: "o1", number: "", place: "kiosk-1", state, fulfilments: [], payments, contact: null },
    ...{ member: false, points: 0, points_earned: 0, coupon_id: "", coupon_fen: 0 },
    lines: skus.map((sku) => ({ line_id: `line-${sku}`, sku, ...line, ...cost, ...sent })),
    ...{ total_fen: 100, paid_fen: 0, refunded_fen: 0, due_fen: 100, opened_ms: 1, closed_ms: 0 },
  };
}

function view(parts: Partial<KioskView> = {}): KioskView {
  return {
    ...{ place: "kiosk-1", store_zh: "店", store_en: "Store", demo: true, shown: null, shown_sku: "" },
    ...{ member: null, scanned_ms: 0, notice: null, order: null, wallet_ok: true, scanner_ok: true, now_ms: 1000 },
    ...parts,
  };
}

const sees = (parts: Partial<KioskView>): Turn => ({ kind: "view", view: view(parts) });
const after = (...turns: Turn[]): Session => turns.reduce(turn, fresh);
const scanned = (ms: number): Partial<KioskView> => ({ shown: PRODUCT, shown_sku: "A", scanned_ms: ms, order: order("open") });

describe("a scan", () => {
  test("wakes the idle page, opens the product and says that it was added", () => {
    const session = after(sees({}), sees(scanned(5)));
    expect(shown(session, order("open"))).toEqual({ at: "product", product_id: "P1", sku: "A" });
    expect(session.just_added).toBe("A");
  });

  test("opens once: the same view pushed again does not pull the shopper back", () => {
    const session = after(sees(scanned(5)), { kind: "back" }, sees(scanned(5)));
    expect(shown(session, order("open")).at).toBe("home");
  });

  test("the second scan of the same tag opens again", () => {
    const session = after(sees(scanned(5)), { kind: "back" }, sees(scanned(6)));
    expect(shown(session, order("open")).at).toBe("product");
  });

  test("goes behind the number of an order that was just paid", () => {
    const session = after(sees({ ...scanned(5), order: order("paid") }));
    expect(shown(session, order("paid"))).toEqual({ at: "number" });
  });
});

describe("a member", () => {
  const member: MemberView = {
    ...{ member_id: "m1", proof: "code", proven: true, known: true, verified: true, name: "周**", phone: "138****0000" },
    ...{ level: "gold", consent: false, points: 10, may: 5, fresh: true, heard_ms: 1, coupons: [], texts: false },
  };

  test("whose code wakes the idle page is greeted", () => {
    expect(shown(after(sees({}), sees({ member })), null)).toEqual({ at: "member" });
  });

  test("is only noted while one shops", () => {
    const session = after(sees({}), { kind: "go", screen: { at: "basket" } }, sees({ member }));
    expect(shown(session, null).at).toBe("basket");
  });

  test("is gone with the shopper, and does not come back while the store still says so", () => {
    const session = after(sees({ member }), { kind: "left" }, sees({ member }));
    expect(shown(session, null).at).toBe("idle");
    expect(shown(turn(session, sees({})), null).at).toBe("idle");
  });
});

describe("a product that was on the screen and is gone", () => {
  const gone = (held: OrderView | null): Session =>
    after(sees({ ...scanned(5), order: held }), sees({ scanned_ms: 5, order: held }));

  test("leads home with a basket, and to the idle story without one", () => {
    expect(shown(gone(order("open")), order("open")).at).toBe("home");
    expect(shown(gone(null), null).at).toBe("idle");
  });

  test("is waited for as long as the store has not spoken of it", () => {
    const opened: Turn = { kind: "go", screen: { at: "product", product_id: "P2", sku: "" } };
    expect(shown(after(sees({}), opened, sees({})), null)).toMatchObject({ at: "product", product_id: "P2" });
  });
});

describe("paying", () => {
  test("the store's word puts the code on the page", () => {
    expect(shown(after(sees({ order: order("paying") })), order("paying"))).toEqual({ at: "pay" });
  });

  test("a payment that failed leads back to the basket and says so", () => {
    const session = after(sees({ order: order("paying") }), sees({ order: order("open") }));
    expect(shown(session, order("open")).at).toBe("basket");
    expect(session.pay_failed).toBe(true);
  });

  test("a shopper who turned back is not told of a failure", () => {
    const session = after(sees({ order: order("paying") }), { kind: "turned_back" }, sees({ order: order("open") }));
    expect(session.pay_failed).toBe(false);
  });

  test("paid and parked both show the number", () => {
    for (const state of ["paid", "parked"] as const) {
      expect(shown(after(sees({ order: order("paying") }), sees({ order: order(state) })), order(state)).at).toBe("number");
    }
  });
});

describe("leaving", () => {
  test("wipes everything, and a late view of the old basket does not bring it back", () => {
    const session = after(sees(scanned(5)), { kind: "go", screen: { at: "basket" } }, { kind: "left" }, sees(scanned(5)));
    expect(session.stack).toEqual([{ at: "idle" }]);
    expect(session.just_added).toBe("");
  });

  test("the next shopper's scan opens again", () => {
    const session = after(sees(scanned(5)), { kind: "left" }, sees({}), sees(scanned(9)));
    expect(shown(session, null).at).toBe("product");
  });

  test("a page opened in the middle of a session shows the shop, not the idle story", () => {
    expect(shown(after(sees({ order: order("open") })), order("open")).at).toBe("home");
  });
});

test("going back ends at home, and the way back is bounded", () => {
  const far = Array.from({ length: 40 }, (_, i): Turn => ({ kind: "go", screen: { at: "shelf", shelf: `s${i}` } }));
  const session = after(...far);
  expect(session.stack.length).toBe(STACK_MAX);
  const home = Array.from({ length: 60 }).reduce<Session>((now) => turn(now, { kind: "back" }), session);
  expect(home.stack).toEqual([{ at: "home" }]);
});

test("only an order that is still open counts as a basket", () => {
  expect(pieces(order("open", ["A", "B"]))).toBe(2);
  expect(pieces(order("paid", ["A", "B"]))).toBe(0);
  expect(lineOf(order("open"), "A")?.line_id).toBe("line-A");
  expect(lineOf(null, "A")).toBeNull();
});

test("shipping without a contact lacks one", () => {
  const open = order("open");
  const ship = { ...open, lines: open.lines.map((line) => ({ ...line, way: "ship" as const })) };
  expect(lacksContact(open)).toBe(false);
  expect(lacksContact(ship)).toBe(true);
  expect(lacksContact({ ...ship, contact: { name: "林*", phone: "138****0000", address: "浙江***" } })).toBe(false);
});

describe("the clock of a payment", () => {
  const asked: PaymentView = {
    ...{ payment_id: "p", tender: "wallet", direction: "charge", state: "asked", amount_fen: 100 },
    ...{ given_fen: 0, change_fen: 0, qr: "https://pay", expires_ms: 61_000, reason: "" },
  };

  test("runs while the code can be scanned", () => {
    expect(paying(asked, true, true, 1_000)).toEqual({ step: "scan", running: true, left_ms: 60_000 });
  });

  test.each([
    ["the wallet is out of reach", asked, false, true, "down"],
    ["the line is out of reach", asked, true, false, "scan"],
    ["no code came yet", { ...asked, state: "intent" as const, qr: "" }, true, true, "wait"],
    ["the answer is unknown", { ...asked, state: "unknown" as const }, true, true, "unknown"],
    ["it is being taken back", { ...asked, state: "reversing" as const }, true, true, "reversing"],
    ["it is paid and the order follows", { ...asked, state: "paid" as const }, true, true, "wait"],
    ["nothing is known", null, true, true, "wait"],
  ])("stands still while %s", (_, payment, wallet, online, step) => {
    expect(paying(payment, wallet, online, 1_000)).toMatchObject({ step, running: false });
  });

  test("never goes below nothing, and a code that ran out is not shown", () => {
    expect(paying(asked, true, true, 99_000)).toEqual({ step: "expired", running: false, left_ms: 0 });
  });
});
