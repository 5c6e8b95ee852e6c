// Colours and sizes of a product: which go together, and what is said of their stock. Pure.
import type { Elsewhere, ProductView, VariantView } from "../api/views.ts";

export const FEW = 3;

export interface Colour {
  code: string;
  zh: string;
  en: string;
  hex: string;
}

export function colours(product: ProductView): Colour[] {
  const found = new Map<string, Colour>();
  for (const one of product.variants) {
    const colour = { code: one.color_code, zh: one.color_zh, en: one.color_en, hex: one.color_hex };
    if (!found.has(one.color_code)) found.set(one.color_code, colour);
  }
  return [...found.values()];
}

export function sizesIn(product: ProductView, color_code: string): VariantView[] {
  return product.variants.filter((one) => one.color_code === color_code);
}

// The chosen one; where none was named, the first that can be taken here.
export function chosen(product: ProductView, sku: string): VariantView | null {
  const named = product.variants.find((one) => one.sku === sku);
  return named ?? product.variants.find((one) => one.here > 0) ?? product.variants[0] ?? null;
}

// Another colour keeps the size where it has it.
export function inColour(product: ProductView, now: VariantView, color_code: string): VariantView {
  const sizes = sizesIn(product, color_code);
  return sizes.find((one) => one.size === now.size) ?? sizes.find((one) => one.here > 0) ?? sizes[0] ?? now;
}

export type Stock = "many" | "few" | "elsewhere" | "gone";

export function stock(variant: VariantView): Stock {
  if (variant.here > FEW) return "many";
  if (variant.here > 0) return "few";
  return variant.elsewhere.some((one) => one.available > 0) ? "elsewhere" : "gone";
}

export function others(variant: VariantView): Elsewhere[] {
  return variant.elsewhere.filter((one) => one.available > 0);
}
