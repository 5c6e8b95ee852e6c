// How far an erasing got: who decided it, and store by store what came of it.
import type { MemberSheet, Reach } from "../api/members.ts";
import { Icon, type IconName } from "../design/icon.tsx";
import { momentIn } from "../design/zone.ts";
import { useLang } from "../words/language.tsx";
import { storeOf, useChain } from "./chain.ts";
import { progressOf, reachedOf, type Tone } from "./erasure.ts";
import { Panel, useStoreName } from "./panel.tsx";
import { to } from "./route.ts";
import { old } from "./sentences.ts";
import { useSay } from "./words.ts";

const ICONS: Record<Tone, IconName> = { green: "check", amber: "warn", blue: "clock", "": "check" };

export function Reached({ sheet }: { sheet: MemberSheet }) {
  const say = useSay();
  const { lang } = useLang();
  const { zone } = useChain();
  const { all, done, waiting } = progressOf(sheet.reach);
  const { erasing } = sheet;
  const time = momentIn(sheet.erased_ms, zone, lang);
  return (
    <Panel title={say("member_reach")} class="reached">
      <p>
        {erasing === null
          ? say("member_reach_store", { time })
          : say("member_reach_by", { time, by: erasing.by, reason: say(`member_code_${erasing.code}`) })}
      </p>
      {erasing !== null && erasing.why !== "" && <p class="muted">{erasing.why}</p>}
      <p class={`how-far ${waiting === 0 ? "good" : ""}`} role="status">
        <Icon name={waiting === 0 ? "check" : "clock"} />
        <b>{waiting === 0 ? say("member_reach_all") : say("member_reach_some", { all, done, n: waiting })}</b>
      </p>
      <div class="progress-bar" aria-hidden="true">
        <i style={{ width: `${all === 0 ? 100 : (100 * done) / all}%` }} />
      </div>
      <ul class="lines">
        {sheet.reach.map((one) => (
          <li key={one.store}>
            <ReachLine one={one} since_ms={sheet.erased_ms} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function ReachLine({ one, since_ms }: { one: Reach; since_ms: number }) {
  const say = useSay();
  const name = useStoreName();
  const chain = useChain();
  const found = reachedOf(one, storeOf(chain, one.store), since_ms, chain.now_ms);
  const age = old(found.past_ms);
  return (
    <>
      <a href={to("stores", [one.store])}>
        <b>{name(one.store)}</b>
      </a>
      <span class={`badge wraps ${found.tone}`}>
        <Icon name={ICONS[found.tone]} />
        {say(found.key, { age: say(age.unit, { n: age.n }) })}
      </span>
    </>
  );
}
