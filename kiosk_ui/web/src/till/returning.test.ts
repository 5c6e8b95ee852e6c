import { expect, test } from "vitest";
import type { SoldLine, SoldOrder } from "../api/returns.ts";
import { closed, elsewhere, pieces, scanned, wished } from "./returning.ts";

const line = (more: Partial<SoldLine> = {}): SoldLine => ({
  sku: "P1-0",
  gtin: "06970011010031",
  name_zh: "白T恤",
  name_en: "Tee",
  variant_zh: "",
  variant_en: "",
  picture: "",
  quantity: 3,
  left: 3,
  back: 1,
  may: 2,
  ...more,
});

const order = (more: Partial<SoldOrder> = {}): SoldOrder => ({
  order_id: "o1",
  number: "K7P-0042",
  source: "store",
  own: false,
  store_zh: "江岸店",
  store_en: "Riverbank",
  made_ms: 1,
  over: "",
  may: 2,
  lines: [line()],
  returns: [],
  ...more,
});

test("a scan counts a piece of its line, by barcode or SKU, and never more than may come back", () => {
  expect(scanned(order(), {}, "6970011010031")).toEqual({ sku: "P1-0" });
  expect(scanned(order(), { "P1-0": 1 }, "P1-0")).toEqual({ sku: "P1-0" });
  expect(scanned(order(), { "P1-0": 2 }, "P1-0")).toBe("no_more");
  expect(scanned(order(), {}, "4006381333931")).toBe("not_listed");
  expect(scanned(order({ lines: [line({ gtin: "" })] }), {}, "0")).toBe("not_listed");
});

test("what is sent are the lines of which something comes back", () => {
  expect(wished({ "P1-0": 2, "P1-1": 0 })).toEqual([{ sku: "P1-0", quantity: 2 }]);
  expect(pieces({ "P1-0": 2, "P1-1": 1 })).toBe(3);
});

test("what came back in other stores is counted apart from what came back here", () => {
  const back = { store_zh: "店", store_en: "Store", at_ms: 1 };
  const returns = [
    { ...back, pieces: 2, here: false },
    { ...back, pieces: 3, here: true },
  ];
  expect(elsewhere(order({ returns }))).toBe(2);
});

test("an order of which nothing may come back says why", () => {
  expect(closed(order())).toBeNull();
  expect(closed(order({ may: 0, own: true }))).toBe("own");
  expect(closed(order({ may: 0, lines: [line({ left: 0, back: 0, may: 0 })] }))).toBe("not_left");
  expect(closed(order({ may: 0, lines: [line({ back: 3, may: 0 })] }))).toBe("all_back");
});
