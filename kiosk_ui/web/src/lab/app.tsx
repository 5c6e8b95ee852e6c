// The lab's root: an instrument panel over the virtual devices of a demo.
import { useEffect, useState } from "preact/hooks";
import type { LabView } from "../api/views.ts";
import { useAct } from "../design/act.ts";
import { Connecting, Toast } from "../design/toast.tsx";
import { LanguageButton } from "../design/toggle.tsx";
import { useLive } from "../live/use.ts";
import { Speaking, useLang, useName } from "../words/language.tsx";
import { BenchContext, inHand, ofKind, useBench } from "./bench.ts";
import { Eyes } from "./eye.tsx";
import { Finder } from "./finder.tsx";
import { Papers } from "./paper.tsx";
import { Phones } from "./phones.tsx";
import { Picture } from "./picture.tsx";
import { Plugs } from "./plugs.tsx";
import { Scanners } from "./scanners.tsx";
import { Barriers, Cameras } from "./site.tsx";
import { useSay } from "./words.ts";

const SAID_MS = 4_000;

export function App() {
  return (
    <Speaking>
      <Lab />
    </Speaking>
  );
}

function Lab() {
  const live = useLive<LabView>("/api/live/lab");
  const acts = useAct();
  const [held, hold] = useState("");
  const [said, say] = useState("");
  useEffect(() => {
    if (said === "") return undefined;
    const timer = setTimeout(() => say(""), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  if (live.view === null) return <Connecting link={live.link} />;
  const scanner = inHand(ofKind(live.view, "scanner"), held);
  return (
    <BenchContext.Provider value={{ view: live.view, acts, scanner, hold, said, say }}>
      <Top />
      <main class="lab">
        <div class="column">
          <Scanners />
          <Finder />
        </div>
        <div class="column">
          <Eyes />
          <Picture />
          <Barriers />
          <Cameras />
        </div>
        <div class="column">
          <Phones />
          <Plugs />
          <Papers />
        </div>
      </main>
      <Answer />
      <Connecting link={live.link} />
    </BenchContext.Provider>
  );
}

function Top() {
  const { view } = useBench();
  const say = useSay();
  const name = useName();
  const { lang, setLang } = useLang();
  useEffect(() => {
    document.title = say("title");
  }, [say("title")]);
  return (
    <header class="top">
      <h1>{say("title")}</h1>
      <p class="warning">{say("not_shop")}</p>
      <span class="muted">{name(view.store_zh, view.store_en)}</span>
      <nav>
        {(["kiosk", "till", "board"] as const).map((page) => (
          <a key={page} href={`/${page}`} target="_blank" rel="noopener">
            {say(`open_${page}`)}
          </a>
        ))}
      </nav>
      <LanguageButton
        label={say("language_label")}
        say={say("language")}
        onClick={() => setLang(lang === "zh" ? "en" : "zh")}
      />
    </header>
  );
}

function Answer() {
  const { acts, said } = useBench();
  if (acts.problem === "" && said === "") return null;
  return (
    <div class="answer">
      {acts.problem !== "" ? <Toast tone="amber">{acts.problem}</Toast> : <Toast tone="green">{said}</Toast>}
    </div>
  );
}
