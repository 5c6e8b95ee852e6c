// Home: what to do, search, categories as pictures, and the shelves.
import { useEffect, useState } from "preact/hooks";
import type { Category, HomeView, ShelfView } from "../api/views.ts";
import { Icon } from "../design/icon.tsx";
import { Empty } from "../design/toast.tsx";
import { useName } from "../words/language.tsx";
import { Card } from "./cards.tsx";
import { Tag } from "./tag.tsx";
import { useShop } from "./shop.ts";
import { useSay } from "./words.ts";

const KNOWN = ["new", "season", "clearance"] as const;
type Known = (typeof KNOWN)[number];
const COLOURS = ["C8553D", "B23A5E", "E0A33E", "4E7A51", "3F6C8F", "7A5C8E"];

export function shelfName(shelf: string): `shelf_${Known}` | null {
  const known = KNOWN.find((one) => one === shelf);
  return known === undefined ? null : `shelf_${known}`;
}

export function Home() {
  const { api, online } = useShop();
  const say = useSay();
  const [home, setHome] = useState<HomeView | null>(null);
  useEffect(() => {
    if (!online) return;
    api.home().then(setHome, () => undefined); // the banner says that the line is down; the next one asks again
  }, [online]);
  const bare = home !== null && home.shelves.every((shelf) => shelf.cards.length === 0);
  return (
    <main class="home">
      <Hero />
      <SearchBar />
      <Categories categories={home?.categories ?? []} />
      {home?.shelves.map((shelf) => <Row key={shelf.shelf} shelf={shelf} categories={home.categories} />)}
      {bare && <Empty icon="bag" title={say("home_empty")} />}
    </main>
  );
}

function Hero() {
  const { view } = useShop();
  const say = useSay();
  const name = useName();
  return (
    <header class="hero">
      <p class="store">
        {name(view.store_zh, view.store_en)}
        {view.demo && <span class="badge">{say("demo")}</span>}
      </p>
      <div>
        <h1>{say("hero_title")}</h1>
        <p>{say(view.scanner_ok ? "hero_line" : "scanner_off")}</p>
      </div>
      <Tag />
    </header>
  );
}

function SearchBar() {
  const { go } = useShop();
  const say = useSay();
  return (
    <button type="button" class="search-bar pressable" onClick={() => go({ at: "search" })}>
      <Icon name="search" />
      <span>{say("search_hint")}</span>
    </button>
  );
}

function Categories({ categories }: { categories: Category[] }) {
  const { go } = useShop();
  const say = useSay();
  const name = useName();
  return (
    <nav class="categories" aria-label={say("categories")}>
      {categories.map((one, i) => (
        <button
          key={one.category}
          type="button"
          class="category pressable"
          onClick={() => go({ at: "shelf", shelf: one.category })}
        >
          <img class="picture" src={`/media/${one.kind}/${COLOURS[i % COLOURS.length]}.svg`} alt="" />
          <span>{name(one.name_zh, one.name_en)}</span>
        </button>
      ))}
    </nav>
  );
}

export function useShelfTitle(categories: Category[], shelf: string): string {
  const say = useSay();
  const name = useName();
  const known = shelfName(shelf);
  if (known !== null) return say(known);
  const category = categories.find((one) => one.category === shelf);
  return category === undefined ? shelf : name(category.name_zh, category.name_en);
}

function Row({ shelf, categories }: { shelf: ShelfView; categories: Category[] }) {
  const { go } = useShop();
  const say = useSay();
  const title = useShelfTitle(categories, shelf.shelf);
  if (shelf.cards.length === 0) return null;
  return (
    <section class="shelf">
      <header>
        <h2>{title}</h2>
        <button type="button" class="button quiet" onClick={() => go({ at: "shelf", shelf: shelf.shelf })}>
          {say("shelf_all")}
          <Icon name="next" />
        </button>
      </header>
      <div class="row">
        {shelf.cards.map((card) => (
          <Card key={card.product_id} card={card} />
        ))}
      </div>
    </section>
  );
}
