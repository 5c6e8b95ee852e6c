// The bar that is always there: language in one corner, help in the other, the basket between them.
import { Icon } from "../design/icon.tsx";
import { Price } from "../design/price.tsx";
import { LanguageButton } from "../design/toggle.tsx";
import { useLang } from "../words/language.tsx";
import { openLines, pieces, type Shown } from "./session.ts";
import { useShop } from "./shop.ts";
import { useSay } from "./words.ts";

const THUMBS = 3;
const BARE = new Set<Shown["at"]>(["basket", "contact", "member", "pay", "number"]);

export function Dock({ screen, onHelp }: { screen: Shown; onHelp: () => void }) {
  const say = useSay();
  const { lang, setLang } = useLang();
  return (
    <nav class="dock">
      <LanguageButton
        label={say("language_label")}
        say={say("language")}
        onClick={() => setLang(lang === "zh" ? "en" : "zh")}
      />
      {BARE.has(screen.at) ? <span /> : <BasketBar bare={screen.at === "product"} />}
      <button type="button" class="button quiet help" onClick={onHelp}>
        <Icon name="help" />
        <span>{say("help")}</span>
      </button>
    </nav>
  );
}

// On a product's own screen the one red button is the product's.
function BasketBar({ bare }: { bare: boolean }) {
  const { view, go } = useShop();
  const say = useSay();
  const lines = openLines(view.order);
  const count = pieces(view.order);
  return (
    <button
      type="button"
      class={`basket-bar pressable ${count > 0 ? "full" : ""}`}
      onClick={() => go({ at: "basket" })}
    >
      {count === 0 && (
        <>
          <Icon name="basket" />
          <span class="muted">{say("basket_empty")}</span>
        </>
      )}
      {count > 0 && (
        <>
          <span class="thumbs">
            {lines.slice(-THUMBS).map((line) => (
              <img key={line.line_id} src={line.picture} alt="" />
            ))}
          </span>
          <span class="sum">
            <small>{say("basket_pieces", { n: count })}</small>
            <Price fen={view.order?.total_fen ?? 0} plain />
          </span>
          {bare ? (
            <Icon name="next" />
          ) : (
            <span class="go">
              {say("basket_go")}
              <Icon name="next" />
            </span>
          )}
        </>
      )}
    </button>
  );
}
