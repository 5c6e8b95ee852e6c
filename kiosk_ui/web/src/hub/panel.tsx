// A card of the page with its title, and small things many cards show.
import type { ComponentChildren } from "preact";
import { useContext } from "preact/hooks";
import { useProblem } from "../words/language.tsx";
import { Icon } from "../design/icon.tsx";
import { Empty } from "../design/toast.tsx";
import { useName } from "../words/language.tsx";
import { storeOf, useChain } from "./chain.ts";
import { TroublesContext } from "./poll.ts";
import { old } from "./sentences.ts";
import { useSay } from "./words.ts";

interface PanelProps {
  title: string;
  more?: ComponentChildren;
  class?: string;
  children: ComponentChildren;
}

export function Panel({ title, more, class: extra = "", children }: PanelProps) {
  return (
    <section class={`panel ${extra}`}>
      <header>
        <h2>{title}</h2>
        {more}
      </header>
      {children}
    </section>
  );
}

// Back to the list, and what is looked at.
export function Head({ back, title, children }: { back: [href: string, words: string]; title: string; children?: ComponentChildren }) {
  return (
    <header class="head">
      <a class="back" href={back[0]}>
        <Icon name="back" />
        {back[1]}
      </a>
      <div>
        <h1>{title}</h1>
        {children}
      </div>
    </header>
  );
}

// What is shown until the first answer, or instead of it; what may be answered later can be asked again.
export function Pending({ code, values = {} }: { code: string; values?: Record<string, string> }) {
  const say = useSay();
  const sentence = useProblem();
  const troubles = [...useContext(TroublesContext).values()].filter((one) => one.code === code);
  if (code === "") return <Empty icon="clock" title={say("loading")} />;
  return (
    <Empty icon="warn" title={sentence(code, { ...troubles[0]?.detail, ...values })}>
      {troubles.length > 0 && (
        <button type="button" class="button ink" onClick={() => troubles.forEach((one) => one.again())}>
          {say("late_again")}
        </button>
      )}
    </Empty>
  );
}

export function Ago({ at_ms }: { at_ms: number }) {
  const say = useSay();
  const { now_ms } = useChain();
  if (at_ms === 0) return <>{say("never")}</>;
  const age = old(now_ms - at_ms);
  return <>{say("ago", { age: say(age.unit, { n: age.n }) })}</>;
}

// A store's name in the reader's language, its id where nobody named it.
export function useStoreName(): (id: string) => string {
  const chain = useChain();
  const name = useName();
  return (id) => {
    const found = storeOf(chain, id);
    return found === undefined ? id : name(found.name_zh, found.name_en) || id;
  };
}
