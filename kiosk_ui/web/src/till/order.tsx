// The order on the desk: lines, big, the last one highlighted; below them a total that never moves.
import type { LineView, OrderView } from "../api/views.ts";
import { useTimes } from "../design/instore.tsx";
import { Price } from "../design/price.tsx";
import { Unread } from "../design/read.tsx";
import { Empty } from "../design/toast.tsx";
import { useName } from "../words/language.tsx";
import { useDesk } from "./desk.ts";
import { useSay } from "./words.ts";

const STATE_TONE = {
  open: "",
  paying: "blue",
  parked: "amber",
  paid: "blue",
  done: "green",
  cancelled: "",
  refunded: "red",
} as const;

export function OrderSheet() {
  const { order, read } = useDesk();
  const say = useSay();
  return (
    <main class="order">
      {order === null && read.refusal !== null ? (
        <Unread read={read} />
      ) : order === null ? (
        <Empty icon="till" title={say("pick_title")}>
          <p>{say("pick_line")}</p>
        </Empty>
      ) : (
        <Lines order={order} />
      )}
      <Total order={order} />
    </main>
  );
}

function Lines({ order }: { order: OrderView }) {
  const say = useSay();
  const times = useTimes();
  return (
    <>
      <header>
        <h2>{order.number}</h2>
        <span class={`badge ${STATE_TONE[order.state]}`}>{say(`state_${order.state}`)}</span>
        <span class="muted">
          {say("from_place", { place: order.place })} · {times.clock(order.opened_ms)}
        </span>
      </header>
      <ol class="lines">
        {order.lines.map((line, i) => (
          <Line key={line.line_id} line={line} last={i === order.lines.length - 1} />
        ))}
      </ol>
      {order.contact !== null && (
        <p class="to">
          <span class="muted">{say("contact")}</span>
          <b>{order.contact.name}</b> {order.contact.phone}
          <span class="clamp-1">{order.contact.address}</span>
        </p>
      )}
    </>
  );
}

function Line({ line, last }: { line: LineView; last: boolean }) {
  const say = useSay();
  const name = useName();
  return (
    <li class={last ? "last" : ""}>
      <img class="picture" src={line.picture} alt="" loading="lazy" />
      <div>
        <b class="clamp-2">{name(line.name_zh, line.name_en)}</b>
        <small class="muted">{name(line.variant_zh, line.variant_en)}</small>
      </div>
      <span class={`badge ${line.way === "ship" ? "blue" : ""}`}>{say(`ways_${line.way}`)}</span>
      <span class="count">
        <Price fen={line.price_fen} plain /> × {line.quantity}
      </span>
      <Price fen={line.amount_fen} exact plain />
    </li>
  );
}

function Total({ order }: { order: OrderView | null }) {
  const say = useSay();
  const pieces = order?.lines.reduce((sum, line) => sum + line.quantity, 0) ?? 0;
  const due = order?.state === "parked" || order?.state === "open" || order?.state === "paying";
  return (
    <footer class="total">
      <dl>
        <div>
          <dt>{say("total")}</dt>
          <dd>
            {order === null ? "" : `${say("lines", { n: pieces })}　`}
            <Price fen={order?.total_fen ?? 0} exact plain />
          </dd>
        </div>
        <div>
          <dt>{say("paid")}</dt>
          <dd>
            <Price fen={order?.paid_fen ?? 0} exact plain />
          </dd>
        </div>
        {order !== null && order.refunded_fen > 0 && (
          <div>
            <dt>{say("refunded")}</dt>
            <dd>
              <Price fen={order.refunded_fen} exact plain />
            </dd>
          </div>
        )}
      </dl>
      <p class="due">
        <span>{say("due")}</span>
        <Price fen={due ? order.due_fen : 0} exact plain={!due} />
      </p>
    </footer>
  );
}
