// Recent orders as a table.
import type { BoardView, QueueRow } from "../api/views.ts";
import { useTimes } from "../design/instore.tsx";
import type { Times } from "../design/moment.ts";
import { Price } from "../design/price.tsx";
import { Table, type Column } from "../design/table.tsx";
import type { Say } from "../words/language.tsx";
import { useSay } from "./words.ts";

type SayBoard = ReturnType<typeof useSay>;

export function Recent({ view }: { view: BoardView }) {
  const say = useSay();
  const times = useTimes();
  return (
    <section class="panel recent">
      <h2>{say("recent")}</h2>
      <Table
        rows={view.recent}
        columns={columns(say, times)}
        first={{ key: "opened", down: true }}
        rowKey={(row) => row.order_id}
        file={`orders-${view.store_id}-${view.business_day}.csv`}
        exportWords={say("export")}
        sortWords={(title) => say("sort_by", { column: title })}
        none={say("recent_none")}
      />
    </section>
  );
}

export function columns(say: SayBoard, times: Times): Column<QueueRow>[] {
  const sum = (fen: number) => <Price fen={fen} exact plain />;
  return [
    { key: "number", title: say("column_number"), value: (row) => row.number, shown: (row) => <b>{row.number}</b> },
    {
      key: "opened",
      title: say("column_opened"),
      value: (row) => row.opened_ms,
      shown: (row) => times.clock(row.opened_ms),
      exported: (row) => times.stamp(row.opened_ms),
    },
    { key: "place", title: say("column_place"), value: (row) => row.place },
    {
      key: "state",
      title: say("column_state"),
      value: (row) => say(`state_${row.state}`),
      shown: (row) => <span class={`badge ${toneOf(row)}`}>{say(`state_${row.state}`)}</span>,
    },
    { key: "ways", title: say("column_ways"), value: (row) => waysOf(row, say) },
    { key: "pieces", title: say("column_pieces"), value: (row) => row.pieces, number: true },
    {
      key: "total",
      title: say("column_total"),
      value: (row) => row.total_fen,
      shown: (row) => sum(row.total_fen),
      exported: (row) => (row.total_fen / 100).toFixed(2),
      number: true,
    },
    {
      key: "due",
      title: say("column_due"),
      value: (row) => row.due_fen,
      shown: (row) => (row.due_fen > 0 ? sum(row.due_fen) : ""),
      exported: (row) => (row.due_fen / 100).toFixed(2),
      number: true,
    },
  ];
}

function toneOf(row: QueueRow): string {
  if (row.state === "done") return "green";
  if (row.state === "paid" || row.state === "paying") return "blue";
  return row.state === "parked" ? "amber" : "";
}

function waysOf(row: QueueRow, say: Say<"ways_take" | "ways_ship">): string {
  return row.ways.map((way) => say(`ways_${way}`)).join(" + ");
}
