// Which store is behind, by its shard and by who takes it in: entries to come, and the newest one that is here.
import type { LagRow, Workers } from "../api/workers.ts";
import { Table, type Column } from "../design/table.tsx";
import { useChain } from "./chain.ts";
import { Ago, useStoreName } from "./panel.tsx";
import { to } from "./route.ts";
import { Mark, tintOf } from "./shardmap.tsx";
import { holdersOf, marksOf } from "./shards.ts";
import { useSay, type SayHub } from "./words.ts";

const LISTED = 50; // as many as the centre names

export function Lags({ body }: { body: Workers }) {
  const say = useSay();
  const name = useStoreName();
  const { now_ms } = useChain();
  return (
    <>
      <Table
        rows={body.lags}
        columns={columns(say, name, body, now_ms)}
        first={{ key: "waiting", down: true }}
        rowKey={(row) => row.store}
        file="lags.csv"
        exportWords={say("export")}
        sortWords={(title) => say("sort_by", { column: title })}
        none={say("worker_lag_none")}
      />
      {body.lags.length === LISTED && <p class="muted">{say("worker_lag_most", { n: LISTED })}</p>}
    </>
  );
}

// How long the newest entry was on its way; a store's clock may run ahead of the centre's.
export function tookMs(row: LagRow): number {
  return Math.max(0, row.taken_ms - row.newest_ms);
}

function columns(say: SayHub, name: (id: string) => string, body: Workers, now_ms: number): Column<LagRow>[] {
  return [
    {
      key: "store",
      title: say("store"),
      value: (row) => name(row.store),
      shown: (row) => (
        <a class="row-link" href={to("stores", [row.store])}>
          <b>{name(row.store)}</b>
          <small class="muted">{row.store}</small>
        </a>
      ),
    },
    {
      key: "waiting",
      title: say("worker_lag_waiting"),
      value: (row) => row.waiting,
      shown: (row) => (
        <span class={`badge ${row.waiting === 0 ? "green" : "blue"}`}>
          {row.waiting === 0 ? say("worker_lag_all") : say("worker_lag_short", { n: row.waiting })}
        </span>
      ),
    },
    {
      key: "newest",
      title: say("worker_lag_newest"),
      value: (row) => row.newest_ms,
      shown: (row) => <Ago at_ms={Math.min(row.newest_ms, now_ms)} />,
      exported: (row) => (row.newest_ms === 0 ? "" : new Date(row.newest_ms).toISOString()),
    },
    {
      key: "took",
      title: say("worker_lag_took"),
      value: tookMs,
      shown: (row) => (row.taken_ms === 0 ? "–" : say("worker_seconds", { n: (tookMs(row) / 1000).toFixed(1) })),
      number: true,
    },
    { key: "shard", title: say("worker_shard"), value: (row) => row.shard, number: true },
    holder(say, body),
  ];
}

// The worker that takes the store in.
function holder(say: SayHub, body: Workers): Column<LagRow> {
  const letters = marksOf(body.workers);
  const holders = holdersOf(body.workers);
  const by = (row: LagRow): string => holders.get(row.shard) ?? "";
  return {
    key: "by",
    title: say("worker_by"),
    value: (row) => letters.get(by(row)) ?? say("worker_nobody"),
    shown: (row) => {
      const letter = letters.get(by(row));
      return letter === undefined ? <span class="red-words">{say("worker_nobody")}</span> : <Mark letter={letter} tint={tintOf(letters, by(row))} />;
    },
  };
}
