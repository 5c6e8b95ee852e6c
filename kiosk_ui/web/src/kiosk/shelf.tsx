// One shelf or category, page after page.
import { useEffect, useState } from "preact/hooks";
import type { CardView, Category } from "../api/views.ts";
import { Empty } from "../design/toast.tsx";
import { CardGrid } from "./cards.tsx";
import { useShelfTitle } from "./home.tsx";
import { Head } from "./head.tsx";
import { useShop } from "./shop.ts";
import { useSay } from "./words.ts";

export const CARDS_MAX = 480;

interface Pages {
  cards: CardView[];
  next: string;
  asked: boolean;
}

export function ShelfPage({ shelf }: { shelf: string }) {
  const { api, acts } = useShop();
  const say = useSay();
  const [pages, setPages] = useState<Pages>({ cards: [], next: "", asked: false });
  const [categories, setCategories] = useState<Category[]>([]);
  const title = useShelfTitle(categories, shelf);
  const more = (after: string): void => {
    void acts.read(async () => {
      const page = await api.shelf(shelf, after);
      setPages((held) => ({ cards: [...held.cards, ...page.cards], next: page.next, asked: true }));
    });
  };
  useEffect(() => {
    api.home().then((home) => setCategories(home.categories), () => undefined);
    more("");
  }, [shelf]);
  return (
    <main class="shelf-page">
      <Head title={categories.length > 0 ? title : ""} />
      <div class="scroll">
        <CardGrid cards={pages.cards} />
        {pages.asked && pages.cards.length === 0 && <Empty icon="bag" title={say("shelf_empty")} />}
        {pages.next !== "" && pages.cards.length < CARDS_MAX && (
          <button type="button" class="button wide" disabled={acts.busy} onClick={() => more(pages.next)}>
            {say("shelf_more")}
          </button>
        )}
      </div>
    </main>
  );
}
