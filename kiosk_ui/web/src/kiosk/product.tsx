// A product: picture over half the screen, what it is, what there is of it, and one red button.
import { useEffect, useState } from "preact/hooks";
import type { ProductView, VariantView } from "../api/views.ts";
import { Price } from "../design/price.tsx";
import { money } from "../design/money.ts";
import { useName } from "../words/language.tsx";
import { AddOrGo } from "./addorgo.tsx";
import { chosen } from "./choice.ts";
import { Elsewhere } from "./elsewhere.tsx";
import { BackButton } from "./head.tsx";
import { Picker } from "./picker.tsx";
import { useShop } from "./shop.ts";
import { useSay } from "./words.ts";

export function Product({ product_id, sku }: { product_id: string; sku: string }) {
  const { view, session } = useShop();
  const [picked, pick] = useState(sku);
  const [asked, ask] = useState(false);
  useEffect(() => {
    pick(sku);
    ask(false);
  }, [sku, session.seen_ms]);
  const product = view.shown?.product_id === product_id ? view.shown : null;
  const now = product === null ? null : chosen(product, picked);
  if (product === null || now === null) return <Loading />;
  return (
    <main class="product">
      <figure class="photo">
        <img src={now.picture} alt="" decoding="async" />
        <Story product={product} />
      </figure>
      <div class="panel">
        <Title product={product} now={now} />
        <Picker product={product} now={now} onPick={(variant) => pick(variant.sku)} onAsk={() => ask(true)} />
        <AddOrGo variant={now} />
      </div>
      {asked && <Elsewhere variant={now} onClose={() => ask(false)} />}
    </main>
  );
}

function Title({ product, now }: { product: ProductView; now: VariantView }) {
  const say = useSay();
  const name = useName();
  const reduced = now.priced && now.list_price_fen > now.price_fen;
  return (
    <header class="title">
      <div>
        <p class="brand">{product.brand}</p>
        <h1 class="clamp-2">{name(product.name_zh, product.name_en)}</h1>
      </div>
      <p class="cost">
        {now.priced && <Price fen={now.price_fen} />}
        {reduced && (
          <span class="was" aria-label={`${say("was")} ${money(now.list_price_fen)}`}>
            {money(now.list_price_fen)}
          </span>
        )}
      </p>
    </header>
  );
}

function Story({ product }: { product: ProductView }) {
  const name = useName();
  const story = name(product.story_zh, product.story_en);
  return story === "" ? null : <figcaption class="clamp-2">{story}</figcaption>;
}

function Loading() {
  const say = useSay();
  return (
    <main class="product">
      <figure class="photo" />
      <div class="panel">
        <p class="muted" role="status">
          {say("loading_product")}
        </p>
        <BackButton />
      </div>
    </main>
  );
}
