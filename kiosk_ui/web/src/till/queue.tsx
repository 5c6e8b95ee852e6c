// The queue: to be paid, to be handed over, just done; and the field that a number is typed or scanned into.
import { useEffect, useState } from "preact/hooks";
import type { QueueRow } from "../api/views.ts";
import { Icon } from "../design/icon.tsx";
import { useTimes } from "../design/instore.tsx";
import { Price } from "../design/price.tsx";
import { Empty } from "../design/toast.tsx";
import { FIND_FIELD, useDesk } from "./desk.ts";
import { TABS, tabOf, type Tab } from "./duties.ts";
import { useSay } from "./words.ts";

export function Queue() {
  const { view, order } = useDesk();
  const say = useSay();
  const [tab, setTab] = useState<Tab>("parked");
  const held = order === null ? null : tabOf(view, order.order_id);
  useEffect(() => {
    if (held !== null) setTab(held);
  }, [held]);
  const list = tab === "done" ? [...view.done].reverse() : view[tab];
  return (
    <aside class="queue">
      <Find />
      <div class="tabs" role="tablist" aria-label={say("queue")}>
        {TABS.map((one) => (
          <button
            key={one}
            type="button"
            class="tab"
            role="tab"
            aria-selected={one === tab}
            onClick={() => setTab(one)}
          >
            {say(`tab_${one}`)}
            <b>{view[one].length}</b>
          </button>
        ))}
      </div>
      {list.length === 0 ? (
        <Empty icon="bag" title={say(`queue_empty_${tab}`)} />
      ) : (
        <ul class="rows">
          {list.map((row) => (
            <Row key={row.order_id} row={row} />
          ))}
        </ul>
      )}
      {view.full.includes(tab) && <p class="muted more">{say("queue_full", { n: list.length })}</p>}
    </aside>
  );
}

function Find() {
  const { find } = useDesk();
  const say = useSay();
  const [typed, type] = useState("");
  const [missed, miss] = useState("");
  const go = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (typed.trim() === "") return;
    const found = await find(typed);
    miss(found === "none" ? typed : "");
    if (found === "found") type("");
  };
  return (
    <form class="find" onSubmit={(event) => void go(event)}>
      <Icon name="search" />
      <input
        id={FIND_FIELD}
        value={typed}
        placeholder={say("find")}
        aria-label={say("find")}
        autoComplete="off"
        maxLength={64}
        aria-invalid={missed !== ""}
        onInput={(event) => (type(event.currentTarget.value), miss(""))}
      />
      {missed !== "" && <p role="alert">{say("find_none", { number: missed })}</p>}
    </form>
  );
}

function Row({ row }: { row: QueueRow }) {
  const { view, order, pick } = useDesk();
  const say = useSay();
  const times = useTimes();
  const minutes = Math.floor((view.now_ms - row.opened_ms) / 60_000);
  const waits = row.state === "parked" || row.state === "paid";
  return (
    <li>
      <button
        type="button"
        class="queue-row"
        aria-current={order?.order_id === row.order_id}
        onClick={() => pick(row.order_id)}
      >
        <b class="digits">{row.number}</b>
        <Price fen={row.total_fen} exact plain />
        <small class="muted">
          {say("lines", { n: row.pieces })} · {row.ways.map((way) => say(`way_${way}`)).join(" + ")}
        </small>
        <small class="muted">
          {waits && minutes > 0 ? say("waited", { n: minutes }) : waits ? say("just_now") : times.clock(row.opened_ms)}
        </small>
        {row.state !== "parked" && row.state !== "paid" && <em class="badge">{say(`state_${row.state}`)}</em>}
      </button>
    </li>
  );
}
