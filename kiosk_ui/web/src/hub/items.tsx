// Finding an item: by name, SKU or barcode; a scanner that types lands in the field.
import { ITEMS_MAX, paths, type FoundItem, type Items as ItemsBody } from "../api/hub.ts";
import { Price } from "../design/price.tsx";
import { Empty } from "../design/toast.tsx";
import { useName } from "../words/language.tsx";
import { SearchField } from "./fields.tsx";
import { Most } from "./most.tsx";
import { Pending } from "./panel.tsx";
import { usePoll } from "./poll.ts";
import { replaceRoute, to } from "./route.ts";
import { useSay } from "./words.ts";

const NO_COLOR = "D8C6A4";

export function Items({ text }: { text: string }) {
  const say = useSay();
  return (
    <div class="sight">
      <header class="head">
        <h1>{say("items_title")}</h1>
      </header>
      <SearchField
        large
        label={say("items_find")}
        hint={say("items_hint")}
        text={text}
        onText={(typed) => replaceRoute(to("items", [], { q: typed }))}
      />
      {text === "" ? (
        <Empty icon="scan" title={say("items_start_title")}>
          <p>{say("items_start_line")}</p>
        </Empty>
      ) : (
        <Found text={text} />
      )}
    </div>
  );
}

function Found({ text }: { text: string }) {
  const say = useSay();
  const { body, code } = usePoll<ItemsBody>(paths.items(text));
  if (body === null) return <Pending code={code} />;
  if (body.items.length === 0) {
    return (
      <Empty icon="search" title={say("items_none", { text })}>
        <p>{say("items_none_line")}</p>
      </Empty>
    );
  }
  return (
    <>
      <div class="muted" role="status">
        {body.items.length < ITEMS_MAX && say("items_found", { n: body.items.length })}
        <Most rows={body.items.length} limit={ITEMS_MAX} words="most_first" />
      </div>
      <ul class="cards">
        {body.items.map((item) => (
          <li key={item.sku}>
            <ItemCard item={item} />
          </li>
        ))}
      </ul>
    </>
  );
}

function ItemCard({ item }: { item: FoundItem }) {
  const say = useSay();
  const name = useName();
  return (
    <a class="item-card pressable" href={to("items", [item.sku])}>
      <Drawing item={item} />
      <span class="of">
        <b class="clamp-2">{name(item.name_zh, item.name_en)}</b>
        <span class="muted">{variantWords(item, name)}</span>
        <small class="muted">{item.sku}</small>
      </span>
      {item.price_fen > 0 ? <Price fen={item.price_fen} /> : <span class="muted">{say("no_price")}</span>}
    </a>
  );
}

export function Drawing({ item }: { item: FoundItem }) {
  const color = item.color_hex.replace("#", "").toUpperCase() || NO_COLOR;
  const mark = item.mark === "" ? "" : `?m=${encodeURIComponent(item.mark)}`;
  return <img class="drawing" alt="" loading="lazy" src={`/media/${encodeURIComponent(item.kind)}/${color}.svg${mark}`} />;
}

export function variantWords(item: FoundItem, name: (zh: string, en: string) => string): string {
  return [name(item.color_zh, item.color_en), item.size].filter((word) => word !== "").join(" · ");
}
