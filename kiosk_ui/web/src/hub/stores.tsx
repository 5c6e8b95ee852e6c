// Every store: how it stands as a sentence, its day as columns, what it took in, what waits.
import type { StoreRow } from "../api/hub.ts";
import { Icon } from "../design/icon.tsx";
import { Price } from "../design/price.tsx";
import { Table, type Column } from "../design/table.tsx";
import { Pulse } from "./bars.tsx";
import { dayOf, hoursFor, sum, useChain, type Chain } from "./chain.ts";
import { Ago, Panel, useStoreName } from "./panel.tsx";
import { to } from "./route.ts";
import { old, standing } from "./sentences.ts";
import { useSay, type SayHub } from "./words.ts";

export function Stores() {
  const say = useSay();
  const chain = useChain();
  const name = useStoreName();
  return (
    <Panel title={say("stores_title")}>
      <Table
        rows={chain.stores}
        columns={columns(say, chain, name)}
        first={{ key: "state", down: true }}
        rowKey={(row) => row.store}
        file="stores.csv"
        exportWords={say("export")}
        sortWords={(title) => say("sort_by", { column: title })}
        none={say("stores_none")}
      />
    </Panel>
  );
}

export function StandingBadge({ store }: { store: StoreRow }) {
  const say = useSay();
  const { now_ms } = useChain();
  const found = standing(store, now_ms);
  const icon = found.tone === "green" ? "check" : found.tone === "red" || found.tone === "amber" ? "warn" : "clock";
  return (
    <span class={`badge ${found.tone}`}>
      <Icon name={icon} />
      {standingWords(store, now_ms, say)}
    </span>
  );
}

function standingWords(store: StoreRow, now_ms: number, say: SayHub): string {
  const age = old(now_ms - store.heard_ms);
  return say(standing(store, now_ms).key, { n: store.waiting, age: say(age.unit, { n: age.n }) });
}

function columns(say: SayHub, chain: Chain, name: (id: string) => string): Column<StoreRow>[] {
  const today = (row: StoreRow, of: "orders" | "sales_fen"): number =>
    sum(dayOf(hoursFor(chain, row.store)[of], chain.now_ms, chain.zone).today);
  return [
    {
      key: "store",
      title: say("store"),
      value: (row) => name(row.store),
      shown: (row) => <StoreLink id={row.store} name={name(row.store)} />,
    },
    {
      key: "state",
      title: say("state"),
      value: (row) => standing(row, chain.now_ms).rank + Math.min(0.4, row.dead),
      shown: (row) => <StandingBadge store={row} />,
      exported: (row) => standingWords(row, chain.now_ms, say),
    },
    {
      key: "heard",
      title: say("column_heard"),
      value: (row) => row.heard_ms,
      shown: (row) => <Ago at_ms={row.heard_ms} />,
      exported: (row) => (row.heard_ms === 0 ? "" : new Date(row.heard_ms).toISOString()),
    },
    {
      key: "pulse",
      title: say("pulse"),
      value: (row) => sum(hoursFor(chain, row.store).orders.slice(-24)),
      shown: (row) => <StorePulse row={row} chain={chain} label={name(row.store)} />,
    },
    { key: "orders", title: say("column_orders"), value: (row) => today(row, "orders"), number: true },
    {
      key: "sales",
      title: say("column_sales"),
      value: (row) => today(row, "sales_fen"),
      shown: (row) => <Price fen={today(row, "sales_fen")} exact plain />,
      exported: (row) => (today(row, "sales_fen") / 100).toFixed(2),
      number: true,
    },
    { key: "acked", title: say("column_acked"), value: (row) => row.acked, number: true },
    { key: "waiting", title: say("column_waiting"), value: (row) => row.waiting, number: true },
    {
      key: "dead",
      title: say("column_dead"),
      value: (row) => row.dead,
      shown: (row) => (row.dead === 0 ? "0" : <b class="red-words">{row.dead}</b>),
      number: true,
    },
  ];
}

function StoreLink({ id, name }: { id: string; name: string }) {
  return (
    <a class="row-link" href={to("stores", [id])}>
      <b>{name}</b>
      <small class="muted">{id}</small>
    </a>
  );
}

function StorePulse({ row, chain, label }: { row: StoreRow; chain: Chain; label: string }) {
  const say = useSay();
  const hours = hoursFor(chain, row.store).orders.slice(-24);
  return <Pulse hours={hours} label={say("pulse_label", { store: label, n: sum(hours) })} />;
}
