// Colour chips as colour, sizes as a row, stock said in words.
import type { ProductView, VariantView } from "../api/views.ts";
import { Icon } from "../design/icon.tsx";
import { useName } from "../words/language.tsx";
import { colours, inColour, others, sizesIn, stock } from "./choice.ts";
import { useSay } from "./words.ts";

interface PickerProps {
  product: ProductView;
  now: VariantView;
  onPick: (variant: VariantView) => void;
  onAsk?: () => void; // who else has it
}

export function Picker({ product, now, onPick, onAsk }: PickerProps) {
  return (
    <div class="picker">
      <Colours product={product} now={now} onPick={onPick} />
      <Sizes product={product} now={now} onPick={onPick} />
      <StockLine variant={now} onAsk={onAsk} />
    </div>
  );
}

function Colours({ product, now, onPick }: PickerProps) {
  const say = useSay();
  const name = useName();
  const all = colours(product);
  const current = all.find((one) => one.code === now.color_code);
  if (current === undefined || (all.length === 1 && current.hex === "")) return null;
  return (
    <div class="colours" role="radiogroup" aria-label={say("colour")}>
      {all.map((one) => (
        <button
          key={one.code}
          type="button"
          class="colour"
          role="radio"
          aria-checked={one.code === now.color_code}
          aria-label={name(one.zh, one.en)}
          onClick={() => onPick(inColour(product, now, one.code))}
        >
          <i style={{ background: one.hex }} />
        </button>
      ))}
      <span class="colour-name">{name(current.zh, current.en)}</span>
    </div>
  );
}

function Sizes({ product, now, onPick }: PickerProps) {
  const say = useSay();
  const sizes = sizesIn(product, now.color_code);
  if (sizes.length === 1 && now.size === "") return null;
  const wide = sizes.some((one) => one.size.length > 4);
  return (
    <div class={`sizes ${wide ? "wide" : ""}`} role="radiogroup" aria-label={say("size")}>
      {sizes.map((one) => (
        <button
          key={one.sku}
          type="button"
          class={`chip size ${one.here > 0 ? "" : "away"}`}
          role="radio"
          aria-checked={one.sku === now.sku}
          onClick={() => onPick(one)}
        >
          <span>{one.size}</span>
          {stock(one) !== "many" && <small>{say(`size_${stock(one) as "few" | "elsewhere" | "gone"}`, { n: one.here })}</small>}
        </button>
      ))}
    </div>
  );
}

function StockLine({ variant, onAsk }: { variant: VariantView; onAsk: (() => void) | undefined }) {
  const say = useSay();
  const name = useName();
  const is = stock(variant);
  const away = others(variant)
    .slice(0, 2)
    .map((one) => say("stock_elsewhere", { store: name(one.store_zh, one.store_en), n: one.available }));
  const here = { many: "stock_many", few: "stock_few", elsewhere: "stock_none", gone: "stock_gone" } as const;
  return (
    <div class={`stock ${is}`}>
      <p role="status">
        <Icon name={is === "gone" ? "warn" : is === "elsewhere" ? "truck" : "bag"} />
        <b>{say(here[is], { n: variant.here })}</b>
        {away.length > 0 && <span class="muted">{away.join("　")}</span>}
      </p>
      {onAsk !== undefined && (
        <button type="button" class="button quiet" onClick={onAsk}>
          {say("away")}
          <Icon name="next" />
        </button>
      )}
    </div>
  );
}
