// The frame of every sight: the menu, who is signed in, the zone of the times, and a banner while the centre is silent.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { hubApi, paths, type Overview, type Session } from "../api/hub.ts";
import { useAct } from "../design/act.ts";
import { Icon, type IconName } from "../design/icon.tsx";
import { Toast } from "../design/toast.tsx";
import { LanguageButton } from "../design/toggle.tsx";
import { zoneWords } from "../design/zone.ts";
import { useLang } from "../words/language.tsx";
import { ChainContext, sum, zoneOf, type Chain } from "./chain.ts";
import { Late } from "./late.tsx";
import { Pending } from "./panel.tsx";
import { usePoll } from "./poll.ts";
import { AREAS, areaOf, to, useRoute, type Area } from "./route.ts";
import { Sight } from "./sight.tsx";
import { useSay } from "./words.ts";

const ICONS: Record<Area, IconName> = {
  overview: "home",
  items: "bag",
  orders: "till",
  placed: "truck",
  letters: "warn",
  corrections: "swap",
  transfers: "carry",
  replenishment: "refill",
  members: "people",
  workers: "crew",
};
const TICK_MS = 1_000;
const SAID_MS = 6_000;

interface ShellProps {
  session: Session;
  ahead_ms: number; // this machine's clock before the centre's
  onOut: () => void;
}

interface Said {
  words: string;
  tone: "green" | "amber";
}

export function Shell({ session, ahead_ms, onOut }: ShellProps) {
  const say = useSay();
  const route = useRoute();
  const { body, code } = usePoll<Overview>(paths.overview);
  const now_ms = useNow() - ahead_ms;
  const { said, tell } = useSaid();
  const main = useRef<HTMLElement>(null);
  const dead = sum((body?.stores ?? []).map((store) => store.dead));
  useEffect(() => main.current?.scrollTo(0, 0), [route.area, route.parts.join("/")]);
  const chain = useMemo<Chain | null>(
    () => (body === null ? null : { ...body, now_ms, zone: zoneOf(body.stores), say: tell }),
    [body, now_ms, tell],
  );
  return (
    <div class="hub">
      <a class="skip" href="#content" onClick={(event) => {
        event.preventDefault();
        main.current?.focus();
      }}>
        {say("skip")}
      </a>
      <Menu here={areaOf(route)} dead={dead} />
      <Who session={session} zone={chain?.zone ?? ""} now_ms={now_ms} onOut={onOut} />
      <main id="content" tabIndex={-1} ref={main}>
        {chain === null ? (
          <Pending code={code} />
        ) : (
          <ChainContext.Provider value={chain}>
            <Late zone={chain.zone} />
            <Sight route={route} />
          </ChainContext.Provider>
        )}
      </main>
      {said !== null && (
        <div class="said">
          <Toast tone={said.tone}>{said.words}</Toast>
        </div>
      )}
    </div>
  );
}

function useSaid() {
  const [said, setSaid] = useState<Said | null>(null);
  useEffect(() => {
    if (said === null) return undefined;
    const timer = setTimeout(() => setSaid(null), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const tell = useMemo(() => (words: string, tone: Said["tone"] = "green") => setSaid({ words, tone }), []);
  return { said, tell };
}

function useNow(): number {
  const [now_ms, tick] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => tick(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now_ms;
}

function Menu({ here, dead }: { here: Area | null; dead: number }) {
  const say = useSay();
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    const link = list.current?.querySelector<HTMLElement>("[aria-current]");
    if (link) list.current?.scrollTo({ left: link.offsetLeft - (list.current.clientWidth - link.offsetWidth) / 2 });
  }, [here]);
  return (
    <nav class="menu" aria-label={say("nav")}>
      <a class="brand" href={to("overview")}>
        <Icon name="basket" />
        <b>{say("title")}</b>
      </a>
      <ul ref={list}>
        {AREAS.map((area) => (
          <li key={area}>
            <a href={to(area)} aria-current={here === area ? "page" : undefined}>
              <Icon name={ICONS[area]} />
              <span>{say(`nav_${area}`)}</span>
              {area === "letters" && dead > 0 && <b class="count">{dead}</b>}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

interface WhoProps {
  session: Session;
  zone: string;
  now_ms: number;
  onOut: () => void;
}

function Who({ session, zone, now_ms, onOut }: WhoProps) {
  const say = useSay();
  const acts = useAct();
  const { lang, setLang } = useLang();
  const out = async (): Promise<void> => {
    if (await acts.run(hubApi.leave)) onOut();
  };
  return (
    <header class="who">
      <p class="zone muted">
        {zone !== "" && say("zone", { zone: zoneWords(now_ms, zone, lang) })}
        {acts.problem !== "" && <b class="wrong"> {acts.problem}</b>}
      </p>
      <span class="person">
        <Icon name="person" />
        <b class="clamp-1">{session.name}</b>
      </span>
      <LanguageButton
        label={say("language_label")}
        say={say("language")}
        onClick={() => setLang(lang === "zh" ? "en" : "zh")}
      />
      <button type="button" class="button quiet" onClick={() => void out()}>
        {say("sign_out")}
      </button>
    </header>
  );
}
