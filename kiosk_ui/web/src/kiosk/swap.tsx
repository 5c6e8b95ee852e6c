// Another colour or size for a line, without losing one's place.
import { useEffect, useState } from "preact/hooks";
import type { LineView, ProductView } from "../api/views.ts";
import { Price } from "../design/price.tsx";
import { Sheet } from "../design/sheet.tsx";
import { useName } from "../words/language.tsx";
import { chosen } from "./choice.ts";
import { Picker } from "./picker.tsx";
import { useShop } from "./shop.ts";
import { useSay } from "./words.ts";

export function Swap({ line, onClose }: { line: LineView; onClose: () => void }) {
  const { api, acts } = useShop();
  const say = useSay();
  const name = useName();
  const [product, setProduct] = useState<ProductView | null>(null);
  const [sku, pick] = useState(line.sku);
  useEffect(() => {
    void acts.read(async () => setProduct(await api.product(line.product_id))).then((got) => got || onClose());
  }, [line.product_id]);
  const now = product === null ? null : chosen(product, sku);
  const swap = async (): Promise<void> => {
    if (sku === line.sku || (await acts.run(() => api.swap(line.line_id, sku)))) onClose();
  };
  return (
    <Sheet title={say("swap_title")} onClose={onClose}>
      {product === null || now === null ? (
        <p class="muted">{say("loading")}</p>
      ) : (
        <>
          <div class="swap-head">
            <img class="picture" src={now.picture} alt="" />
            <div>
              <h3 class="clamp-2">{name(product.name_zh, product.name_en)}</h3>
              {now.priced && <Price fen={now.price_fen} />}
            </div>
          </div>
          <Picker product={product} now={now} onPick={(variant) => pick(variant.sku)} />
          <button
            type="button"
            class="button primary wide"
            disabled={acts.busy || !now.priced}
            onClick={() => void swap()}
          >
            {say(now.priced ? "choose_swap" : "not_for_sale")}
          </button>
        </>
      )}
    </Sheet>
  );
}
