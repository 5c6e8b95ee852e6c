// One store: how it stands, its day, the logs of its machines, its latest orders.
import { paths, type LogRow, type Logs, type Orders as OrdersBody, type StoreRow } from "../api/hub.ts";
import { Price } from "../design/price.tsx";
import { Table, type Column } from "../design/table.tsx";
import { Empty } from "../design/toast.tsx";
import { zoneWords } from "../design/zone.ts";
import { useLang, useName, useProblem } from "../words/language.tsx";
import { DayChart } from "./bars.tsx";
import { dayOf, hoursFor, storeOf, sum, useChain } from "./chain.ts";
import { OrdersTable } from "./orders.tsx";
import { Ago, Head, Panel, Pending } from "./panel.tsx";
import { usePoll } from "./poll.ts";
import { to } from "./route.ts";
import { StandingBadge } from "./stores.tsx";
import { useSay, type SayHub } from "./words.ts";

const LATEST = "20";

export function Store({ id }: { id: string }) {
  const say = useSay();
  const chain = useChain();
  const sentence = useProblem();
  const store = storeOf(chain, id);
  if (store === undefined) return <Empty icon="search" title={sentence("no_store", { store: id })} />;
  return (
    <div class="sight">
      <StoreHead store={store} />
      <StoreDay store={store} />
      <LogsPanel id={id} />
      <Panel
        title={say("store_orders")}
        more={
          <a class="button quiet" href={to("orders", [], { store: id })}>
            {say("see_all")}
          </a>
        }
      >
        <StoreOrders id={id} />
      </Panel>
    </div>
  );
}

function StoreHead({ store }: { store: StoreRow }) {
  const say = useSay();
  const { lang } = useLang();
  const name = useName();
  const { now_ms } = useChain();
  return (
    <Head back={[to("overview"), say("nav_overview")]} title={name(store.name_zh, store.name_en) || store.store}>
      <p class="facts">
        <StandingBadge store={store} />
        <span class="muted">{store.store}</span>
        <span class="muted">{name(store.address, store.address_en)}</span>
        <span class="muted">{say("store_zone", { zone: zoneWords(now_ms, store.zone, lang) })}</span>
      </p>
    </Head>
  );
}

function StoreDay({ store }: { store: StoreRow }) {
  const say = useSay();
  const chain = useChain();
  const hours = hoursFor(chain, store.store);
  const sales = dayOf(hours.sales_fen, chain.now_ms, store.zone);
  const orders = dayOf(hours.orders, chain.now_ms, store.zone);
  return (
    <section class="panel money store-day">
      <h2>{say("sales_today")}</h2>
      <Price fen={sum(sales.today)} exact plain />
      <small class="muted">
        {say("orders_today")} {sum(orders.today)} · {say("column_heard")} <Ago at_ms={store.heard_ms} />
      </small>
      <DayChart today={sales.today} before={sales.before} />
    </section>
  );
}

function LogsPanel({ id }: { id: string }) {
  const say = useSay();
  const logs = usePoll<Logs>(paths.logs(id));
  return (
    <Panel title={say("logs_title")}>
      {logs.body === null ? (
        <Pending code={logs.code} values={{ store: id }} />
      ) : (
        <Table
          rows={logs.body.logs}
          columns={logColumns(say)}
          first={{ key: "heard", down: true }}
          rowKey={(row) => row.origin}
          file={`logs-${id}.csv`}
          exportWords={say("export")}
          sortWords={(title) => say("sort_by", { column: title })}
          none={say("logs_none")}
        />
      )}
    </Panel>
  );
}

function logColumns(say: SayHub): Column<LogRow>[] {
  const left = (row: LogRow): number => Math.max(0, row.told_seq - row.acked);
  return [
    { key: "box", title: say("log_box"), value: (row) => row.box, shown: (row) => <b>{row.box}</b> },
    {
      key: "origin",
      title: say("log_origin"),
      value: (row) => row.origin,
      shown: (row) => <code>{row.origin.slice(0, 8)}…</code>,
    },
    {
      key: "state",
      title: say("state"),
      value: left,
      shown: (row) => (
        <span class={`badge ${left(row) === 0 ? "green" : "blue"}`}>
          {left(row) === 0 ? say("log_whole") : say("log_left", { n: left(row) })}
        </span>
      ),
    },
    { key: "told", title: say("log_told"), value: (row) => Math.max(row.told_seq, row.acked), number: true },
    { key: "acked", title: say("log_acked"), value: (row) => row.acked, number: true },
    {
      key: "safe",
      title: say("log_safe"),
      value: (row) => row.safe ?? -1,
      shown: (row) => (row.safe === null ? <span class="muted">{say("log_unsafe")}</span> : row.safe),
      exported: (row) => row.safe ?? "",
      number: true,
    },
    {
      key: "heard",
      title: say("column_heard"),
      value: (row) => row.heard_ms,
      shown: (row) => <Ago at_ms={row.heard_ms} />,
      exported: (row) => new Date(row.heard_ms).toISOString(),
    },
  ];
}

function StoreOrders({ id }: { id: string }) {
  const orders = usePoll<OrdersBody>(paths.orders({ store: id, limit: LATEST }));
  if (orders.body === null) return <Pending code={orders.code} />;
  return <OrdersTable rows={orders.body.orders} file={`orders-${id}.csv`} />;
}
