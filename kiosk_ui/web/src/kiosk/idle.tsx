// Nobody here: a full-bleed story, one sentence, and what to do.
import { useEffect, useState } from "preact/hooks";
import { Icon } from "../design/icon.tsx";
import { useLang, useName } from "../words/language.tsx";
import { useShop } from "./shop.ts";
import { useSay } from "./words.ts";

const STORIES = ["/media/idle/1.svg", "/media/idle/2.svg", "/media/idle/3.svg"];
const STORY_MS = 9_000;

export function Idle() {
  const { view, home } = useShop();
  const { lang, setLang } = useLang();
  const say = useSay();
  const name = useName();
  const story = useStory();
  return (
    <div class="idle" onClick={home}>
      {STORIES.map((picture, i) => (
        <img key={picture} class={`story ${i === story ? "up" : ""}`} src={picture} alt="" />
      ))}
      <p class="store">{name(view.store_zh, view.store_en)}</p>
      <div class="words">
        <h1>{say("idle_title")}</h1>
        <p>{say("idle_line")}</p>
        <button type="button" class="button start" onClick={home}>
          <Icon name="scan" />
          {say("idle_start")}
        </button>
        <button
          type="button"
          class="button quiet other"
          lang={lang === "zh" ? "en" : "zh-CN"}
          onClick={() => setLang(lang === "zh" ? "en" : "zh")}
        >
          {say("idle_other")}
        </button>
      </div>
    </div>
  );
}

function useStory(): number {
  const [story, setStory] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setStory((now) => (now + 1) % STORIES.length), STORY_MS);
    return () => clearInterval(timer);
  }, []);
  return story;
}
