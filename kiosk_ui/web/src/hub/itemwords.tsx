// An item in a line: its picture, its name, its variant and SKU; the SKU alone where it is no longer sold.
import type { FoundItem } from "../api/hub.ts";
import { useName } from "../words/language.tsx";
import { Drawing, variantWords } from "./items.tsx";

interface ItemWordsProps {
  sku: string;
  item: FoundItem | undefined;
  bare?: boolean; // the SKU stands elsewhere
}

export function ItemWords({ sku, item, bare = false }: ItemWordsProps) {
  const name = useName();
  const variant = item === undefined ? "" : variantWords(item, name);
  const own = item === undefined || bare ? "" : sku;
  return (
    <span class="item-words">
      {item !== undefined && <Drawing item={item} />}
      <span>
        <b class="clamp-2">{item === undefined ? sku : name(item.name_zh, item.name_en)}</b>
        <small class="muted">
          {variant}
          {variant !== "" && own !== "" && " · "}
          <span class="sku">{own}</span>
        </small>
      </span>
    </span>
  );
}

// The same in words: for labels and sentences.
export function useItemName(items: FoundItem[]): (sku: string) => string {
  const name = useName();
  const known = new Map(items.map((item) => [item.sku, item]));
  return (sku) => {
    const item = known.get(sku);
    if (item === undefined) return sku;
    const variant = variantWords(item, name);
    return variant === "" ? name(item.name_zh, item.name_en) : `${name(item.name_zh, item.name_en)} ${variant}`;
  };
}
