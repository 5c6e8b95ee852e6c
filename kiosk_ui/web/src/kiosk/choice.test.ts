// Which variant is chosen, and what is said of its stock.
import { expect, test } from "vitest";
import type { ProductView, VariantView } from "../api/views.ts";
import { chosen, colours, inColour, others, sizesIn, stock } from "./choice.ts";
import { tidy } from "./contact.tsx";
import { fit } from "./stage.tsx";

function variant(color: string, size: string, here: number, away: number[] = []): VariantView {
  return {
    ...{ sku: `${color}-${size}`, gtin: "", size, color_code: color, color_zh: color, color_en: color, color_hex: "#000" },
    ...{ picture: "", priced: true, price_fen: 100, list_price_fen: 0, here },
    elsewhere: away.map((available, i) => ({
      ...{ store_id: `s${i}`, store_zh: "", store_en: "", available, as_of_ms: 0, distance_m: null },
    })),
  };
}

const TEE = {
  variants: [variant("white", "S", 0), variant("white", "M", 2), variant("black", "M", 0, [0, 3]), variant("black", "L", 9)],
} as ProductView;

test("each colour is offered once, its sizes in order", () => {
  expect(colours(TEE).map((colour) => colour.code)).toEqual(["white", "black"]);
  expect(sizesIn(TEE, "black").map((one) => one.size)).toEqual(["M", "L"]);
});

test("the one that was scanned is chosen, else the first that is here", () => {
  expect(chosen(TEE, "black-M")?.sku).toBe("black-M");
  expect(chosen(TEE, "")?.sku).toBe("white-M");
  expect(chosen({ ...TEE, variants: [] }, "")).toBeNull();
});

test("another colour keeps the size where it has it", () => {
  expect(inColour(TEE, variant("white", "M", 2), "black").sku).toBe("black-M");
  expect(inColour(TEE, variant("white", "S", 0), "black").sku).toBe("black-L");
});

test.each([
  [variant("white", "S", 9), "many"],
  [variant("white", "S", 3), "few"],
  [variant("white", "S", 0, [2]), "elsewhere"],
  [variant("white", "S", 0, [0]), "gone"],
  [variant("white", "S", -1), "gone"],
])("stock is said in words", (one, word) => {
  expect(stock(one)).toBe(word);
});

test("stores that have none are not named", () => {
  expect(others(variant("black", "M", 0, [0, 3])).map((one) => one.available)).toEqual([3]);
});

test("a phone takes digits only, and every field has an end", () => {
  expect(tidy("phone", "138-0013 8000")).toBe("13800138000");
  expect(tidy("name", "  林小满")).toBe("林小满");
  expect(tidy("address", "路".repeat(500)).length).toBe(200);
});

test("the stage fills a portrait panel and is shown whole elsewhere", () => {
  expect(fit(1080, 1920)).toEqual({ height: 1920, scale: 1 });
  expect(fit(2160, 3840)).toEqual({ height: 1920, scale: 2 });
  expect(fit(1440, 900)).toEqual({ height: 1920, scale: 900 / 1920 });
});
