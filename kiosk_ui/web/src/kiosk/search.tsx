// Search with the page's own keyboard: letters go into a real field, so a keyboard of steel works as well.
import { useEffect, useRef, useState } from "preact/hooks";
import type { CardView } from "../api/views.ts";
import { Icon } from "../design/icon.tsx";
import { Keyboard } from "../design/keyboard.tsx";
import { Empty } from "../design/toast.tsx";
import { CardGrid } from "./cards.tsx";
import { BackButton } from "./head.tsx";
import { useShop } from "./shop.ts";
import { useSay } from "./words.ts";

const PAUSE_MS = 120;
export const QUERY_MAX = 40;
const SEEN_FIRST = 6;

export function Search() {
  const say = useSay();
  const [text, setText] = useState("");
  const [typing, setTyping] = useState(true);
  const found = useFound(text.trim());
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const put = (next: string): void => setText(next.slice(0, QUERY_MAX));
  return (
    <main class="search">
      <div class="scroll">
        {found === null ? <Start /> : <FoundCards cards={found} query={text.trim()} />}
      </div>
      <div class="search-field">
        <BackButton />
        <label>
          <Icon name="search" />
          <input
            ref={field}
            value={text}
            placeholder={say("search_hint")}
            aria-label={say("search")}
            inputMode="none"
            onInput={(event) => put(event.currentTarget.value)}
            onFocus={() => setTyping(true)}
            onClick={() => setTyping(true)}
          />
        </label>
        {text !== "" && (
          <button type="button" class="button round quiet" aria-label={say("clear")} onClick={() => setText("")}>
            <Icon name="close" />
          </button>
        )}
      </div>
      {typing && (
        <Keyboard
          goes={say("search_hide")}
          onType={(letter) => put(text + letter)}
          onErase={() => setText(text.slice(0, -1))}
          onGo={() => setTyping(false)}
        />
      )}
    </main>
  );
}

function FoundCards({ cards, query }: { cards: CardView[]; query: string }) {
  const say = useSay();
  if (cards.length > 0) return <CardGrid cards={cards} />;
  return (
    <Empty icon="search" title={say("search_none", { q: query })}>
      <p>{say("search_none_cure")}</p>
    </Empty>
  );
}

// Before a letter is typed: how to ask, and something to look at.
function Start() {
  const { api } = useShop();
  const say = useSay();
  const [cards, setCards] = useState<CardView[]>([]);
  useEffect(() => {
    api.home().then((home) => setCards(home.shelves[0]?.cards.slice(0, SEEN_FIRST) ?? []), () => undefined);
  }, []);
  return (
    <>
      <h1 class="search-start">{say("search_start")}</h1>
      {cards.length > 0 && <p class="muted search-seen">{say("search_seen")}</p>}
      <CardGrid cards={cards} />
    </>
  );
}

// Null until something was asked; the answer to an older question is dropped.
function useFound(query: string): CardView[] | null {
  const { api, acts } = useShop();
  const [found, setFound] = useState<CardView[] | null>(null);
  const last = useRef(0);
  useEffect(() => {
    last.current += 1;
    const mine = last.current;
    if (query === "") {
      setFound(null);
      return undefined;
    }
    const timer = setTimeout(() => {
      void acts.read(async () => {
        const page = await api.search(query);
        if (mine === last.current) setFound(page.cards);
      });
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [query]);
  return found;
}
