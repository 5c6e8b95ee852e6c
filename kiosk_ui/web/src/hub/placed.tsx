// Orders placed at the centre: which store has each, and the stores that were asked one after the other.
import { useState } from "preact/hooks";
import { hubApi, paths, ROWS_MAX, type DemandRow, type Demands, type DemandView } from "../api/hub.ts";
import { useAct } from "../design/act.ts";
import { Icon } from "../design/icon.tsx";
import { Sheet } from "../design/sheet.tsx";
import { Table, type Column } from "../design/table.tsx";
import { Empty, Note } from "../design/toast.tsx";
import { momentIn } from "../design/zone.ts";
import { useLang, type Lang } from "../words/language.tsx";
import { useChain } from "./chain.ts";
import { SearchField, Select } from "./fields.tsx";
import { Most } from "./most.tsx";
import { Head, Panel, Pending, useStoreName } from "./panel.tsx";
import { usePoll } from "./poll.ts";
import { replaceRoute, to } from "./route.ts";
import { useSay, type SayHub } from "./words.ts";

const TONES: Record<string, string> = { finding: "amber", back_order: "amber", promised: "blue", ready: "blue", shipped: "green", picked_up: "green" };
const STATES = ["finding", "back_order", "promised", "ready", "shipped", "picked_up", "returned", "cancelled"] as const;
const OVER = ["shipped", "picked_up", "returned", "cancelled"];
const LOST = ["rejected", "timed_out", "withdrawn", "cancelled"];

export function Placed({ query }: { query: URLSearchParams }) {
  const say = useSay();
  const [store, state, q] = ["store", "state", "q"].map((key) => query.get(key) ?? "") as [string, string, string];
  const { body, code } = usePoll<Demands>(paths.demands({ store, state, q }));
  const narrowed = [store, state, q].some((word) => word !== "");
  return (
    <div class="sight">
      <header class="head">
        <h1>{say("placed_title")}</h1>
      </header>
      <Filters store={store} state={state} q={q} />
      <section class="panel">
        {body === null ? <Pending code={code} /> : <List rows={body.fulfilments} narrowed={narrowed} />}
        <Most rows={body?.fulfilments.length ?? 0} limit={ROWS_MAX} words="most_narrow" />
      </section>
    </div>
  );
}

function Filters(found: { store: string; state: string; q: string }) {
  const say = useSay();
  const chain = useChain();
  const name = useStoreName();
  const turn = (change: Record<string, string>): void => replaceRoute(to("placed", [], { ...found, ...change }));
  return (
    <div class="filters">
      <SearchField label={say("placed_find")} hint={say("orders_hint")} text={found.q} onText={(text) => turn({ q: text })} />
      <Select
        label={say("orders_store")}
        value={found.store}
        options={[["", say("any_store")], ...chain.stores.map((row): [string, string] => [row.store, name(row.store)])]}
        onPick={(picked) => turn({ store: picked })}
      />
      <Select
        label={say("orders_state")}
        value={found.state}
        options={[["", say("any_state")], ...STATES.map((one): [string, string] => [one, say(`demand_${one}`)])]}
        onPick={(picked) => turn({ state: picked })}
      />
    </div>
  );
}

function List({ rows, narrowed }: { rows: DemandRow[]; narrowed: boolean }) {
  const say = useSay();
  const name = useStoreName();
  const { zone } = useChain();
  const { lang } = useLang();
  if (rows.length === 0) {
    return (
      <Empty icon={narrowed ? "search" : "truck"} title={say(narrowed ? "placed_none_such" : "placed_none")}>
        <p>{say(narrowed ? "placed_none_such_line" : "placed_none_line")}</p>
      </Empty>
    );
  }
  return (
    <Table
      rows={rows}
      columns={columns(say, name, zone, lang)}
      first={{ key: "made", down: true }}
      rowKey={(row) => row.order_id}
      file="cloud-orders.csv"
      exportWords={say("export")}
      sortWords={(title) => say("sort_by", { column: title })}
      none={say("placed_none")}
    />
  );
}

function DemandBadge({ state }: { state: DemandRow["state"] }) {
  const say = useSay();
  return <span class={`badge ${TONES[state] ?? ""}`}>{say(`demand_${state}`)}</span>;
}

function columns(say: SayHub, name: (id: string) => string, zone: string, lang: Lang): Column<DemandRow>[] {
  return [
    {
      key: "number",
      title: say("number"),
      value: (row) => row.number,
      shown: (row) => (
        <a class="row-link" href={to("placed", [row.order_id])}>
          <b>{row.number}</b>
        </a>
      ),
    },
    {
      key: "made",
      title: say("placed_made"),
      value: (row) => row.made_ms,
      shown: (row) => momentIn(row.made_ms, zone, lang),
      exported: (row) => new Date(row.made_ms).toISOString(),
    },
    {
      key: "state",
      title: say("state"),
      value: (row) => say(`demand_${row.state}`),
      shown: (row) => <DemandBadge state={row.state} />,
    },
    {
      key: "store",
      title: say("with_store"),
      value: (row) => (row.holders.length === 0 ? say("with_nobody") : row.holders.map(name).join(say("with_and"))),
    },
    { key: "way", title: say("placed_way"), value: (row) => say(`way_${row.way}`) },
    { key: "source", title: say("placed_source"), value: (row) => sourceWords(row.source, say) },
  ];
}

function sourceWords(source: string, say: SayHub): string {
  return source === "cloud" || source === "flagship" ? say(`source_${source}`) : source;
}

const REASONS = ["no_stock", "too_busy", "damaged", "closing", "other", "not_found", "not_for_sale"] as const;

const WHYS = ["late", "cancelled", "let_go", "left_elsewhere", "left_twice", "unknown"] as const;

// A store's reason in the words its staff chose it by, or the centre's own.
function reasonWords(reason: string, say: SayHub): string {
  const known = REASONS.find((one) => one === reason);
  if (known !== undefined) return say(`reason_${known}`);
  const why = WHYS.find((one) => one === reason);
  return why === undefined ? reason : say(`why_${why}`);
}

export function Demand({ id }: { id: string }) {
  const say = useSay();
  const { body, code, again } = usePoll<DemandView>(paths.demand(id));
  if (body === null) return <Pending code={code} values={{ order: id }} />;
  return (
    <div class="sight">
      <Head back={[to("placed"), say("placed_title")]} title={body.number}>
        <p class="facts">
          <DemandBadge state={body.state} />
          <span class="muted">{say(`way_${body.way}`)}</span>
          <span class="muted">{sourceWords(body.source, say)}</span>
        </p>
      </Head>
      <div class="order-parts">
        <Attempts demand={body} />
        <div class="column">
          <Parts demand={body} />
          {!OVER.includes(body.state) && <Cancel id={id} onDone={again} />}
        </div>
      </div>
    </div>
  );
}

function Attempts({ demand }: { demand: DemandView }) {
  const say = useSay();
  const name = useStoreName();
  const { lang } = useLang();
  const { zone } = useChain();
  return (
    <Panel title={say("attempts_title")}>
      {demand.attempts.length === 0 && <p class="muted">{say("attempt_none")}</p>}
      <ol class="path">
        {demand.attempts.map((one, at) => {
          const tone = LOST.includes(one.state) ? "bad" : one.state === "asked" ? "next" : "done";
          return (
            <li key={one.attempt} class={tone}>
              <i aria-hidden="true">
                <Icon name={tone === "bad" ? "undo" : tone === "next" ? "clock" : "check"} />
              </i>
              <p>
                <b>{name(one.store)}</b>
                <span>
                  {say("attempt_no", { n: at + 1 })} · {say(`attempt_${one.state}`)}
                </span>
                {one.reason !== "" && <span>{say("because", { reason: reasonWords(one.reason, say) })}</span>}
                {one.tracking !== "" && <span>{say("tracked", { tracking: one.tracking })}</span>}
                <small class="muted">
                  {momentIn(one.asked_ms, zone, lang)} – {momentIn(one.changed_ms, zone, lang)}
                </small>
              </p>
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}

function Parts({ demand }: { demand: DemandView }) {
  const say = useSay();
  const name = useStoreName();
  return (
    <Panel title={say("parts_title")}>
      <ul class="lines">
        {demand.parts.map((part) => (
          <li key={part.part}>
            <span>
              <b>{say("part_no", { n: part.part })}</b>
              <small class="muted">{part.store === "" ? say("with_nobody") : name(part.store)}</small>
            </span>
            <span>
              {part.lines.map((line) => (
                <a key={line.sku} class="part-line" href={to("items", [line.sku])}>
                  {line.sku} × {line.quantity}
                </a>
              ))}
            </span>
            <DemandBadge state={part.state} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Cancel({ id, onDone }: { id: string; onDone: () => void }) {
  const say = useSay();
  const acts = useAct();
  const chain = useChain();
  const [asked, ask] = useState(false);
  const go = async (): Promise<void> => {
    if (!(await acts.run(() => hubApi.cancel(id)))) return;
    chain.say(say("demand_cancel_done"));
    ask(false);
    onDone();
  };
  return (
    <p>
      <button type="button" class="button danger" onClick={() => ask(true)}>
        {say("demand_cancel")}
      </button>
      {asked && (
        <Sheet title={say("demand_cancel")} middle onClose={() => ask(false)}>
          <p>{say("demand_cancel_line")}</p>
          {acts.problem !== "" && <Note tone="red">{acts.problem}</Note>}
          <button type="button" class="button primary wide" disabled={acts.busy} onClick={() => void go()}>
            {say("demand_cancel")}
          </button>
        </Sheet>
      )}
    </p>
  );
}
