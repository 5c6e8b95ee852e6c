// The one red button of a product, which says what happens; beside it what already lies in the basket.
import type { LineView, VariantView } from "../api/views.ts";
import { Icon } from "../design/icon.tsx";
import { Price } from "../design/price.tsx";
import { Stepper } from "../design/stepper.tsx";
import { Note } from "../design/toast.tsx";
import { BackButton } from "./head.tsx";
import { stock } from "./choice.ts";
import { lineOf, pieces } from "./session.ts";
import { useShop } from "./shop.ts";
import { useSay } from "./words.ts";

export function AddOrGo({ variant }: { variant: VariantView }) {
  const { view, go } = useShop();
  const say = useSay();
  const line = lineOf(view.order, variant.sku);
  if (line === null) return <Add variant={variant} />;
  return (
    <div class="acts">
      <InBasket line={line} />
      <div class="row">
        <BackButton />
        <button type="button" class="button primary" onClick={() => go({ at: "basket" })}>
          {say("basket_go")}
          <small>{say("basket_pieces", { n: pieces(view.order) })}</small>
          <Price fen={view.order?.total_fen ?? 0} plain />
        </button>
      </div>
    </div>
  );
}

function InBasket({ line }: { line: LineView }) {
  const { api, acts, session } = useShop();
  const say = useSay();
  const set = (quantity: number): void => void acts.run(() => api.quantity(line.line_id, quantity));
  const just = session.just_added === line.sku;
  return (
    <div class="in-basket" role="status">
      <Icon name="check" />
      <b>{say("in_basket")}</b>
      <Stepper value={line.quantity} onChange={set} />
      {just && (
        <button type="button" class="button quiet" onClick={() => set(line.quantity - 1)}>
          <Icon name="undo" />
          {say("undo")}
        </button>
      )}
    </div>
  );
}

function Add({ variant }: { variant: VariantView }) {
  const { api, acts, added } = useShop();
  const say = useSay();
  const is = stock(variant);
  const add = async (): Promise<void> => {
    if (await acts.run(() => api.add(variant.sku, 1))) added(variant.sku, is === "elsewhere");
  };
  const sold = variant.priced && is !== "gone";
  const words = !variant.priced ? "not_for_sale" : is === "gone" ? "choose_none" : "choose_add";
  return (
    <div class="acts">
      {is === "elsewhere" && variant.priced && <Note tone="blue" icon="truck">{say("offer_ship_only")}</Note>}
      <div class="row">
        <BackButton />
        <button type="button" class="button primary" disabled={!sold || acts.busy} onClick={() => void add()}>
          {say(sold && is === "elsewhere" ? "choose_ship" : words)}
          {sold && <Price fen={variant.price_fen} plain />}
        </button>
      </div>
    </div>
  );
}
