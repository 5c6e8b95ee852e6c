// Each worker with its figures; one that is gone stays for an hour, so that it can be looked for.
import type { WorkerRow, Workers } from "../api/workers.ts";
import { Icon, type IconName } from "../design/icon.tsx";
import { Table, type Column } from "../design/table.tsx";
import { useChain } from "./chain.ts";
import { Ago } from "./panel.tsx";
import { Mark, tintOf } from "./shardmap.tsx";
import { marksOf, workerState, type WorkerState } from "./shards.ts";
import { useSay, type SayHub } from "./words.ts";

const TONES: Record<WorkerState, string> = { alive: "green", dead: "amber", replaced: "" };
const ICONS: Record<WorkerState, IconName> = { alive: "check", dead: "warn", replaced: "check" };

export function Crew({ body }: { body: Workers }) {
  const say = useSay();
  const { now_ms } = useChain();
  return (
    <Table
      rows={body.workers}
      columns={columns(say, body, now_ms)}
      first={{ key: "mark", down: false }}
      rowKey={(row) => row.worker}
      file="workers.csv"
      exportWords={say("export")}
      sortWords={(title) => say("sort_by", { column: title })}
      none={say("worker_table_none")}
    />
  );
}

function columns(say: SayHub, body: Workers, now_ms: number): Column<WorkerRow>[] {
  const letters = marksOf(body.workers);
  const state = (row: WorkerRow): WorkerState => workerState(row, body.crew);
  return [
    {
      key: "mark",
      title: say("worker_mark"),
      value: (row) => letters.get(row.worker) ?? "~",
      shown: (row) => (row.alive ? <Mark letter={letters.get(row.worker) ?? ""} tint={tintOf(letters, row.worker)} /> : "–"),
    },
    {
      key: "worker",
      title: say("worker_name"),
      value: (row) => row.worker,
      shown: (row) => (
        <span class="worker-name">
          <b>{row.host}</b>
          <small class="muted">
            {row.worker} · {say("worker_pid")} {row.pid}
          </small>
        </span>
      ),
    },
    {
      key: "state",
      title: say("state"),
      value: (row) => say(`worker_${state(row)}`),
      shown: (row) => (
        <span class={`badge ${TONES[state(row)]}`}>
          <Icon name={ICONS[state(row)]} />
          {say(`worker_${state(row)}`)}
        </span>
      ),
    },
    {
      key: "beat",
      title: say("worker_beat"),
      value: (row) => row.beat_ms,
      shown: (row) => <Ago at_ms={Math.min(row.beat_ms, now_ms)} />,
      exported: (row) => new Date(row.beat_ms).toISOString(),
    },
    ...figures(say),
  ];
}

// What it holds and does: its lease, shards, entries, commits, and what waits at it.
function figures(say: SayHub): Column<WorkerRow>[] {
  const figure = (key: string, title: string, value: (row: WorkerRow) => number): Column<WorkerRow> => ({
    key,
    title,
    value,
    shown: (row) => value(row).toLocaleString("en"),
    number: true,
  });
  return [
    {
      key: "lease",
      title: say("worker_lease"),
      value: (row) => row.lease_ms,
      shown: (row) => (row.lease_ms === 0 ? "–" : say("worker_seconds", { n: (row.lease_ms / 1000).toFixed(1) })),
      number: true,
    },
    figure("count", say("worker_count"), (row) => row.held.length),
    figure("rate", say("worker_rate"), (row) => (row.alive ? row.status.events_s : 0)),
    figure("events", say("worker_events"), (row) => row.status.events),
    figure("commits", say("worker_commits"), (row) => row.status.commits),
    figure("waiting", say("worker_waiting"), (row) => row.status.waiting),
    figure("asks", say("worker_asks"), (row) => row.status.asks),
    figure("garbage", say("worker_garbage"), (row) => row.status.garbage),
  ];
}
