// How the store is: devices and lines, the centre, what did not happen, the lanes. All as sentences.
import type { BoardView, EffectRow, Health } from "../api/views.ts";
import { Icon } from "../design/icon.tsx";
import { useTimes } from "../design/instore.tsx";
import { age } from "../design/moment.ts";
import { Plate } from "../design/plate.tsx";
import { isCode, problemText, useLang, type Lang } from "../words/language.tsx";
import { byNeed, effectKey, lastFirst, noteCode, outcomeKey, partKey, tone } from "./sentences.ts";
import { useSay } from "./words.ts";

export function HealthPanel({ health }: { health: Health[] }) {
  const say = useSay();
  const well = health.every((part) => part.state === "ok");
  return (
    <section class="panel health">
      <h2>{say("health")}</h2>
      {well && health.length > 0 && <p class="good">{say("health_all_ok", { n: health.length })}</p>}
      <ul class="sentences">
        {byNeed(health).map((part) => (
          <HealthRow key={part.part} part={part} />
        ))}
      </ul>
    </section>
  );
}

function HealthRow({ part }: { part: Health }) {
  const say = useSay();
  const { lang } = useLang();
  const times = useTimes();
  const named = partKey(part.part);
  const why = part.code === "" ? "" : problemText(lang, part.code, { text: part.detail, part: part.part });
  return (
    <li class={tone(part.state)}>
      <i class="mark" aria-hidden="true">
        <Icon name={part.state === "ok" ? "check" : part.state === "starting" ? "clock" : "warn"} />
      </i>
      <p>
        <b>{named === null ? part.part : say(named)}</b> {say(`health_${part.state}`)}
        {why !== "" && <span class="why">{why}</span>}
      </p>
      {part.state !== "ok" && part.since_ms > 0 && (
        <small class="muted">{say("since", { time: times.clock(part.since_ms) })}</small>
      )}
    </li>
  );
}

export function CentrePanel({ view }: { view: BoardView }) {
  const say = useSay();
  const times = useTimes();
  const old = age(view.oldest_waiting_ms);
  const waits = view.waiting > 0;
  return (
    <section class="panel">
      <h2>{say("centre")}</h2>
      <p class={`waiting ${waits ? "amber" : "green"}`}>
        <Icon name={waits ? "clock" : "check"} />
        <span>
          <b>{waits ? say("waiting", { n: view.waiting }) : say("waiting_none")}</b>
          {waits && view.oldest_waiting_ms > 0 && (
            <small>{say("waiting_oldest", { age: say(old.unit, { n: old.n }) })}</small>
          )}
        </span>
      </p>
      <p class="muted">
        {view.acked_ms === 0
          ? say("acked_never")
          : `${say("acked", { n: view.acked })} · ${say("acked_at", { time: times.clock(view.acked_ms) })}`}
      </p>
      <ul class="origins">
        {view.origins.map((row) => (
          <li key={row.origin}>
            <b class="clamp-1">{say("origin", { origin: row.origin })}</b>
            <span class={`badge ${row.current ? "blue" : ""}`}>
              {say(row.current ? "origin_current" : "origin_old")}
            </span>
            <small class="muted">{say("origin_line", { max: row.max_seq, acked: row.acked, safe: row.safe })}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function EffectsPanel({ effects }: { effects: EffectRow[] }) {
  const say = useSay();
  const { lang } = useLang();
  const times = useTimes();
  return (
    <section class="panel">
      <h2>{say("effects")}</h2>
      {effects.length === 0 && <p class="good">{say("effects_none")}</p>}
      <ul class="sentences">
        {effects.map((row) => (
          <li key={row.effect_id} class={row.state === "missed" ? "red" : "amber"}>
            <i class="mark" aria-hidden="true">
              <Icon name="warn" />
            </i>
            <p>
              <b>{say(effectKey(row), { target: row.target, subject: row.subject, kind: row.kind })}</b>
              <span class="why">
                {say(outcomeKey(row))}
                {row.note !== "" && ` · ${noteText(lang, row.note)}`}
              </span>
            </p>
            <small class="muted">{times.clock(row.at_ms)}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}

function noteText(lang: Lang, note: string): string {
  const code = noteCode(note, isCode);
  return code === "" ? note : problemText(lang, code);
}

export function LanesPanel({ view }: { view: BoardView }) {
  const say = useSay();
  const times = useTimes();
  return (
    <section class="panel">
      <h2>{say("lanes")}</h2>
      {view.lanes.length === 0 && <p class="muted">{say("lanes_none")}</p>}
      <ul class="lanes">
        {lastFirst(view.lanes).map((row) => (
          <li key={row.lane}>
            <span class="muted">{row.lane}</span>
            {row.plate === "" ? (
              <span class="muted">{say("lane_empty")}</span>
            ) : (
              <>
                <Plate plate={row.plate} color={row.color} />
                <small class="muted">{times.clock(row.at_ms)}</small>
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
