// A product as a card: its picture first.
import type { CardView } from "../api/views.ts";
import { Price } from "../design/price.tsx";
import { useName } from "../words/language.tsx";
import { useShop } from "./shop.ts";
import { useSay } from "./words.ts";

const DOTS_MAX = 5;

export function Card({ card }: { card: CardView }) {
  const { open } = useShop();
  const say = useSay();
  const name = useName();
  const reduced = card.list_price_fen > card.from_fen;
  return (
    <button type="button" class="card pressable" onClick={() => open(card.product_id)}>
      <img class="picture" src={card.picture} alt="" loading="lazy" />
      <span class="name clamp-2">{name(card.name_zh, card.name_en)}</span>
      <span class="cost">
        <Price fen={card.from_fen} />
        {reduced && <span class="was">¥{Math.round(card.list_price_fen / 100)}</span>}
      </span>
      <span class="foot">
        {card.colors.length > 1 && (
          <span class="dots" aria-hidden="true">
            {card.colors.slice(0, DOTS_MAX).map((color) => (
              <i key={color} class="swatch" style={{ background: color }} />
            ))}
          </span>
        )}
        {card.here <= 0 && <small class="badge">{say("here_none")}</small>}
      </span>
    </button>
  );
}

export function CardGrid({ cards }: { cards: CardView[] }) {
  return (
    <div class="cards">
      {cards.map((card) => (
        <Card key={card.product_id} card={card} />
      ))}
    </div>
  );
}
