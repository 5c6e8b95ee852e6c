// The board's root: the door, then today, how the store is, and recent orders.
import { useEffect } from "preact/hooks";
import type { BoardView } from "../api/views.ts";
import { InStore, useTimes } from "../design/instore.tsx";
import { Connecting } from "../design/toast.tsx";
import { LanguageButton } from "../design/toggle.tsx";
import { useLive, useNow } from "../live/use.ts";
import { Door } from "../staff/door.tsx";
import { Speaking, useLang, useName } from "../words/language.tsx";
import { Recent } from "./recent.tsx";
import { CentrePanel, EffectsPanel, HealthPanel, LanesPanel } from "./state.tsx";
import { Today } from "./today.tsx";
import { useSay } from "./words.ts";

const TICK_MS = 5_000;

export function App() {
  return (
    <Speaking>
      <Board />
    </Speaking>
  );
}

function Board() {
  const live = useLive<BoardView>("/api/live/board");
  const say = useSay();
  useEffect(() => {
    document.title = say("title");
  }, [say("title")]);
  return (
    <Door title={say("title")} link={live.link} again={live.again}>
      {live.view !== null && (
        <InStore zone={live.view.zone}>
          <Panels view={live.view} />
        </InStore>
      )}
      <Connecting link={live.link} />
    </Door>
  );
}

function Panels({ view }: { view: BoardView }) {
  const now_ms = useNow(view.now_ms, TICK_MS);
  const current = { ...view, now_ms };
  return (
    <main class="board">
      <Top view={current} />
      <Today view={view} />
      <div class="state">
        <HealthPanel health={view.health} />
        <CentrePanel view={current} />
        <EffectsPanel effects={view.effects} />
        <LanesPanel view={view} />
      </div>
      <Recent view={view} />
    </main>
  );
}

function Top({ view }: { view: BoardView }) {
  const say = useSay();
  const name = useName();
  const times = useTimes();
  const { lang, setLang } = useLang();
  return (
    <header class="top">
      <div>
        <h1>{name(view.store_zh, view.store_en)}</h1>
        <p class="muted">
          {say("today")} {view.business_day} · {times.clock(view.now_ms)}
        </p>
      </div>
      <LanguageButton
        label={say("language_label")}
        say={say("language")}
        onClick={() => setLang(lang === "zh" ? "en" : "zh")}
      />
    </header>
  );
}
