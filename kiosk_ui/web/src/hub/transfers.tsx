// Goods between stores: what waits, what is on its way, what came in and what differs.
import { LIST_MAX, paths, type TransferRow, type Transfers as TransfersBody } from "../api/replenishment.ts";
import { Icon } from "../design/icon.tsx";
import { Table, type Column } from "../design/table.tsx";
import { Empty } from "../design/toast.tsx";
import { momentIn } from "../design/zone.ts";
import { useLang, type Lang } from "../words/language.tsx";
import { useChain } from "./chain.ts";
import { Select } from "./fields.tsx";
import { Most } from "./most.tsx";
import { Pending, useStoreName } from "./panel.tsx";
import { usePoll } from "./poll.ts";
import { replaceRoute, to } from "./route.ts";
import { old } from "./sentences.ts";
import { ageOf, differences, piecesOf } from "./transferpath.ts";
import { useSay, type SayHub } from "./words.ts";

const STATES = ["asked", "sent", "received", "cancelled", "refused"] as const;
const TONES = { asked: "amber", sent: "blue", received: "green", cancelled: "", refused: "red" };
const REASONS = ["not_found", "damaged", "needed"] as const;

export function Transfers({ query }: { query: URLSearchParams }) {
  const say = useSay();
  const chain = useChain();
  const name = useStoreName();
  const [state, store] = ["state", "store"].map((key) => query.get(key) ?? "") as [string, string];
  const { body, code } = usePoll<TransfersBody>(paths.transfers({ state, store }));
  return (
    <div class="sight">
      <header class="head">
        <div>
          <h1>{say("goods_transfers_title")}</h1>
          <p class="muted">{say("goods_transfers_line")}</p>
        </div>
        <a class="button ink" href={to("transfers", [], { new: "1" })}>
          <Icon name="plus" />
          {say("goods_new")}
        </a>
      </header>
      <div class="transfer-filters">
        <StateTabs state={state} store={store} />
        <Select
          label={say("store")}
          value={store}
          options={[["", say("any_store")], ...chain.stores.map((row): [string, string] => [row.store, name(row.store)])]}
          onPick={(picked) => replaceRoute(to("transfers", [], { state, store: picked }))}
        />
      </div>
      <section class="panel">
        {body === null ? <Pending code={code} /> : <List rows={body.transfers} />}
        <Most rows={body?.transfers.length ?? 0} limit={LIST_MAX} words="goods_most" />
      </section>
    </div>
  );
}

function StateTabs({ state, store }: { state: string; store: string }) {
  const say = useSay();
  return (
    <nav class="tabs" aria-label={say("state")}>
      {["", ...STATES].map((one) => (
        <a key={one} class="chip" href={to("transfers", [], { state: one, store })} aria-current={state === one ? "true" : undefined}>
          {one === "" ? say("goods_all") : say(`goods_${one as (typeof STATES)[number]}`)}
        </a>
      ))}
    </nav>
  );
}

function List({ rows }: { rows: TransferRow[] }) {
  const say = useSay();
  const name = useStoreName();
  const { zone, now_ms } = useChain();
  const { lang } = useLang();
  if (rows.length === 0) {
    return (
      <Empty icon="carry" title={say("goods_none")}>
        <p>{say("goods_none_line")}</p>
      </Empty>
    );
  }
  return (
    <Table
      rows={rows}
      columns={columns({ say, name, zone, now_ms, lang })}
      first={{ key: "when", down: true }}
      rowKey={(row) => row.transfer_id}
      file="transfers.csv"
      exportWords={say("export")}
      sortWords={(title) => say("sort_by", { column: title })}
      none={say("goods_none")}
    />
  );
}

export function TransferBadge({ state }: { state: TransferRow["state"] }) {
  const say = useSay();
  return <span class={`badge ${TONES[state]}`}>{say(`goods_${state}`)}</span>;
}

// A store's reason by its code, in the reader's language; another one as it was written.
export function reasonWords(reason: string, say: SayHub): string {
  const known = REASONS.find((one) => one === reason);
  if (known === undefined) return reason;
  return known === "needed" ? say("goods_reason_needed") : say(`reason_${known}`);
}

// What differs and why, as one sentence; "" where nothing does.
export function differsWords(row: TransferRow, say: SayHub): string {
  const what = differences(row).map((one) => say(one.key, { n: one.n })).join(say("goods_and"));
  const reason = row.reason === "" ? "" : reasonWords(row.reason, say);
  if (what === "") return reason;
  return reason === "" ? what : say("goods_why", { what, reason });
}

interface Telling {
  say: SayHub;
  name: (id: string) => string;
  zone: string;
  now_ms: number;
  lang: Lang;
}

function columns({ say, name, zone, now_ms, lang }: Telling): Column<TransferRow>[] {
  const route = (row: TransferRow): string => say("goods_route", { source: name(row.source), target: name(row.target) });
  const pieces = (key: "asked" | "sent" | "received"): Column<TransferRow> => ({
    key,
    title: say(`goods_column_${key}`),
    value: (row) => piecesOf(row)[key] ?? "",
    number: true,
  });
  return [
    {
      key: "route",
      title: say("goods_route_title"),
      value: route,
      shown: (row) => (
        <a class="row-link" href={to("transfers", [row.transfer_id])}>
          <b>{route(row)}</b>
          <small class="narrow-only muted">
            {[say(`goods_${row.state}`), say("pieces", { n: piecesOf(row).asked }), ageWords(row, now_ms, say)].filter((word) => word !== "").join(" · ")}
          </small>
        </a>
      ),
    },
    {
      key: "state",
      title: say("state"),
      value: (row) => say(`goods_${row.state}`),
      shown: (row) => <TransferBadge state={row.state} />,
    },
    pieces("asked"),
    pieces("sent"),
    pieces("received"),
    { key: "differs", title: say("goods_column_differs"), value: (row) => differsWords(row, say), shown: (row) => <Differs row={row} /> },
    {
      key: "age",
      title: say("goods_column_age"),
      value: (row) => ageOf(row, now_ms)?.of_ms ?? -1,
      shown: (row) => <AgeWords row={row} />,
      exported: (row) => ageWords(row, now_ms, say),
    },
    {
      key: "when",
      title: say("goods_column_when"),
      value: (row) => row.asked_ms,
      shown: (row) => momentIn(row.asked_ms, zone, lang),
      exported: (row) => new Date(row.asked_ms).toISOString(),
    },
    { key: "by", title: say("goods_column_by"), value: (row) => row.decided.asked_by || row.by },
  ];
}

function Differs({ row }: { row: TransferRow }) {
  const say = useSay();
  const words = differsWords(row, say);
  return (
    <span class={`differs clamp-2 ${differences(row).length > 0 ? "amber-words" : ""}`} title={words}>
      {words}
    </span>
  );
}

function ageWords(row: TransferRow, now_ms: number, say: SayHub): string {
  const age = ageOf(row, now_ms);
  if (age === null) return "";
  const found = old(age.of_ms);
  return say(age.key, { age: say(found.unit, { n: found.n }) });
}

function AgeWords({ row }: { row: TransferRow }) {
  const say = useSay();
  const { now_ms } = useChain();
  return <span class={ageOf(row, now_ms)?.late === true ? "amber-words" : "muted"}>{ageWords(row, now_ms, say)}</span>;
}
