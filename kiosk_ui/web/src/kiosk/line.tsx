// One line of the basket.
import type { LineView } from "../api/views.ts";
import { Icon } from "../design/icon.tsx";
import { Price } from "../design/price.tsx";
import { Stepper } from "../design/stepper.tsx";
import { useName } from "../words/language.tsx";
import { useShop } from "./shop.ts";
import { useSay } from "./words.ts";

export function BasketLine({ line, onSwap }: { line: LineView; onSwap: () => void }) {
  const { api, acts, open } = useShop();
  const say = useSay();
  const name = useName();
  const other = line.way === "take" ? "ship" : "take";
  const set = (quantity: number): void => void acts.run(() => api.quantity(line.line_id, quantity));
  return (
    <li class="line">
      <button type="button" class="thumb" onClick={() => open(line.product_id, line.sku)} tabIndex={-1} aria-hidden>
        <img class="picture" src={line.picture} alt="" loading="lazy" />
      </button>
      <div class="what">
        <h3 class="clamp-2">{name(line.name_zh, line.name_en)}</h3>
        <button
          type="button"
          class="variant"
          onClick={onSwap}
          aria-label={`${name(line.variant_zh, line.variant_en)}: ${say("swap")}`}
        >
          <span class="clamp-1">{name(line.variant_zh, line.variant_en)}</span>
          <Icon name="down" />
        </button>
      </div>
      <div class="cost">
        <Price fen={line.amount_fen} />
        {line.quantity > 1 && (
          <small class="muted">
            <Price fen={line.price_fen} plain /> × {line.quantity}
          </small>
        )}
      </div>
      <div class="does">
        <button
          type="button"
          class="button quiet way"
          onClick={() => void acts.run(() => api.way(line.line_id, other))}
        >
          <Icon name="swap" />
          {say(`way_to_${other}`)}
        </button>
        <button type="button" class="button quiet round" aria-label={say("remove")} onClick={() => set(0)}>
          <Icon name="trash" />
        </button>
        <Stepper value={line.quantity} min={1} onChange={set} />
      </div>
    </li>
  );
}
