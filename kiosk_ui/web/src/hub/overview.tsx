// The chain at a glance: today's figures, what needs a person, and every store with its lag.
import { Icon } from "../design/icon.tsx";
import { Price } from "../design/price.tsx";
import { dayIn } from "../design/zone.ts";
import { useLang } from "../words/language.tsx";
import { DayChart } from "./bars.tsx";
import { dayOf, sum, together, useChain } from "./chain.ts";
import { useStoreName } from "./panel.tsx";
import { to } from "./route.ts";
import { against, needs, old, type Need } from "./sentences.ts";
import { crewNeeds, type CrewNeed } from "./shards.ts";
import { Stores } from "./stores.tsx";
import { useSay } from "./words.ts";

export function Overview() {
  const say = useSay();
  const chain = useChain();
  const { lang } = useLang();
  return (
    <div class="sight">
      <header class="head">
        <div>
          <h1>{say("overview_title")}</h1>
          <p class="muted">{dayIn(chain.now_ms, chain.zone, lang)}</p>
        </div>
      </header>
      <Needs />
      <Glance />
      <Stores />
    </div>
  );
}

function Glance() {
  const say = useSay();
  const chain = useChain();
  const sales = dayOf(together(chain.hours.map((row) => row.sales_fen)), chain.now_ms, chain.zone);
  const orders = dayOf(together(chain.hours.map((row) => row.orders)), chain.now_ms, chain.zone);
  const by_now = against(sum(sales.today), sum(sales.before.slice(0, sales.today.length)));
  const waiting = sum(chain.stores.map((store) => store.waiting));
  const dead = sum(chain.stores.map((store) => store.dead));
  return (
    <div class="glance">
      <section class="panel money">
        <h2>{say("sales_today")}</h2>
        <Price fen={sum(sales.today)} exact plain />
        <small class="muted">{say(by_now.key, { part: by_now.part })}</small>
        <DayChart today={sales.today} before={sales.before} />
      </section>
      <Figure title={say("orders_today")} n={sum(orders.today)} says="" tone="" />
      <Figure
        title={say("waiting_total")}
        n={waiting}
        says={waiting === 0 ? say("waiting_zero") : say("waiting_some", { n: waiting })}
        tone={waiting === 0 ? "green" : "blue"}
      />
      <Figure
        title={say("letters_waiting")}
        n={dead}
        says={dead === 0 ? say("letters_zero") : say("letters_some")}
        tone={dead === 0 ? "green" : "red"}
      />
    </div>
  );
}

function Figure({ title, n, says, tone }: { title: string; n: number; says: string; tone: string }) {
  return (
    <section class={`panel figure ${tone}`}>
      <h2>{title}</h2>
      <b>{n.toLocaleString("en")}</b>
      {says !== "" && (
        <small>
          <Icon name={tone === "green" ? "check" : tone === "blue" ? "clock" : "warn"} />
          {says}
        </small>
      )}
    </section>
  );
}

function Needs() {
  const say = useSay();
  const chain = useChain();
  const found = needs(chain.stores, chain.now_ms);
  const crew = crewNeeds(chain.crew, chain.now_ms);
  if (found.length === 0 && crew.length === 0 && chain.erasures === 0) {
    return (
      <p class="good all-well">
        <Icon name="check" />
        {say("need_none")}
      </p>
    );
  }
  return (
    <section class="needs" aria-label={say("need_title")}>
      <ul>
        {crew.map((need, n) => (
          <CrewRow key={n} need={need} />
        ))}
        {found.map((need) => (
          <NeedRow key={need.key + need.store.store} need={need} />
        ))}
        {chain.erasures > 0 && <Row tone="amber" words={say("need_erasures", { n: chain.erasures })} goal={to("members")} />}
      </ul>
    </section>
  );
}

function NeedRow({ need }: { need: Need }) {
  const say = useSay();
  const name = useStoreName();
  const { now_ms } = useChain();
  const age = old(now_ms - need.store.heard_ms);
  const values = { store: name(need.store.store), n: need.n, age: say(age.unit, { n: age.n }) };
  const goal = need.key === "need_dead" ? to("letters") : to("stores", [need.store.store]);
  return <Row tone={need.tone} words={say(need.key, values)} goal={goal} />;
}

function CrewRow({ need }: { need: CrewNeed }) {
  const say = useSay();
  const age = old(need.past_ms);
  const words = say(need.key, { host: need.host, age: say(age.unit, { n: age.n }) });
  return <Row tone={need.tone} words={words} goal={to("workers")} />;
}

function Row({ tone, words, goal }: { tone: string; words: string; goal: string }) {
  const say = useSay();
  return (
    <li class={tone}>
      <Icon name="warn" />
      <b>{words}</b>
      <a class="button" href={goal} aria-label={`${say("need_look")}: ${words}`}>
        {say("need_look")}
        <Icon name="next" />
      </a>
    </li>
  );
}
