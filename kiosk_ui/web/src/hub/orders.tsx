// Orders of the whole chain, found by store, state and a part of the number.
import { paths, type OrderRow, type Orders as OrdersBody } from "../api/hub.ts";
import { Price } from "../design/price.tsx";
import { Table, type Column } from "../design/table.tsx";
import { momentIn } from "../design/zone.ts";
import { useLang, type Lang } from "../words/language.tsx";
import { useChain } from "./chain.ts";
import { Most } from "./most.tsx";
import { Pending, useStoreName } from "./panel.tsx";
import { usePoll } from "./poll.ts";
import { replaceRoute, to } from "./route.ts";
import { SearchField, Select } from "./fields.tsx";
import { useSay, type SayHub } from "./words.ts";

const LIMIT = 200;
const STATES = ["parked", "paid", "done", "cancelled", "refunded"] as const;
const CHANNELS = ["kiosk", "till", "cloud"] as const;
const TONES: Record<string, string> = { paid: "blue", done: "green", parked: "amber" };

export function Orders({ query }: { query: URLSearchParams }) {
  const say = useSay();
  const chain = useChain();
  const name = useStoreName();
  const [store, state, q] = ["store", "state", "q"].map((key) => query.get(key) ?? "") as [string, string, string];
  const orders = usePoll<OrdersBody>(paths.orders({ store, state, q, limit: String(LIMIT) }));
  const turn = (change: Record<string, string>): void => replaceRoute(to("orders", [], { store, state, q, ...change }));
  const rows = orders.body?.orders ?? [];
  return (
    <div class="sight">
      <header class="head">
        <h1>{say("orders_title")}</h1>
      </header>
      <div class="filters">
        <SearchField label={say("orders_find")} hint={say("orders_hint")} text={q} onText={(text) => turn({ q: text })} />
        <Select
          label={say("orders_store")}
          value={store}
          options={[["", say("any_store")], ...chain.stores.map((row): [string, string] => [row.store, name(row.store)])]}
          onPick={(picked) => turn({ store: picked })}
        />
        <Select
          label={say("orders_state")}
          value={state}
          options={[["", say("any_state")], ...STATES.map((one): [string, string] => [one, say(`state_${one}`)])]}
          onPick={(picked) => turn({ state: picked })}
        />
      </div>
      <section class="panel">
        {orders.body === null ? <Pending code={orders.code} /> : <OrdersTable rows={rows} file="orders.csv" />}
        <Most rows={rows.length} limit={LIMIT} words="most_narrow" />
      </section>
    </div>
  );
}

export function OrdersTable({ rows, file }: { rows: OrderRow[]; file: string }) {
  const say = useSay();
  const name = useStoreName();
  const { zone } = useChain();
  const { lang } = useLang();
  return (
    <Table
      rows={rows}
      columns={columns(say, name, zone, lang)}
      first={{ key: "opened", down: true }}
      rowKey={(row) => row.order_id}
      file={file}
      exportWords={say("export")}
      sortWords={(title) => say("sort_by", { column: title })}
      none={say("orders_none")}
    />
  );
}

export function StateBadge({ state }: { state: string }) {
  const say = useSay();
  return <span class={`badge ${TONES[state] ?? ""}`}>{stateWords(state, say)}</span>;
}

function stateWords(state: string, say: SayHub): string {
  const known = [...STATES, "open", "paying"].find((one) => one === state) as (typeof STATES)[number] | undefined;
  return known === undefined ? state : say(`state_${known}`);
}

export function channelWords(channel: string, say: SayHub): string {
  const known = CHANNELS.find((one) => one === channel);
  return known === undefined ? say("channel_other", { channel }) : say(`channel_${known}`);
}

function columns(say: SayHub, name: (id: string) => string, zone: string, lang: Lang): Column<OrderRow>[] {
  const sum = (fen: number) => (fen === 0 ? "" : <Price fen={fen} exact plain />);
  const yuan = (fen: number): string => (fen / 100).toFixed(2);
  return [
    {
      key: "number",
      title: say("number"),
      value: (row) => row.number,
      shown: (row) => (
        <a class="row-link" href={to("orders", [row.order_id])}>
          <b>{row.number || "–"}</b>
        </a>
      ),
    },
    {
      key: "opened",
      title: say("opened"),
      value: (row) => row.opened_ms,
      shown: (row) => momentIn(row.opened_ms, zone, lang),
      exported: (row) => new Date(row.opened_ms).toISOString(),
    },
    { key: "store", title: say("store"), value: (row) => name(row.store) },
    { key: "channel", title: say("channel"), value: (row) => channelWords(row.channel, say) },
    {
      key: "state",
      title: say("state"),
      value: (row) => stateWords(row.state, say),
      shown: (row) => <StateBadge state={row.state} />,
    },
    {
      key: "total",
      title: say("total"),
      value: (row) => row.total_fen,
      shown: (row) => <Price fen={row.total_fen} exact plain />,
      exported: (row) => yuan(row.total_fen),
      number: true,
    },
    { key: "paid", title: say("paid"), value: (row) => row.paid_fen, shown: (row) => sum(row.paid_fen), exported: (row) => yuan(row.paid_fen), number: true },
    {
      key: "refunded",
      title: say("refunded"),
      value: (row) => row.refunded_fen,
      shown: (row) => sum(row.refunded_fen),
      exported: (row) => yuan(row.refunded_fen),
      number: true,
    },
  ];
}
