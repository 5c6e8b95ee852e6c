// What comes next for a return: count, say why, say whether it can be sold again; and who gives the money back.
import type { SoldOrder } from "../api/returns.ts";
import { Icon } from "../design/icon.tsx";
import { Note } from "../design/toast.tsx";
import { Toggle } from "../design/toggle.tsx";
import { closed, elsewhere, pieces, RETURN_REASONS } from "./returning.ts";
import { useReturnSay, useTaker, type Returning } from "./returns.tsx";
import { Typed } from "./tasknext.tsx";
import type { Work } from "./work.tsx";

const CODE_MAX = 128;

interface ReturnNextProps {
  order: SoldOrder | null;
  returning: Returning;
  desk: Work;
  onOpen: (orderId: string) => void;
}

export function ReturnNext({ order, returning, desk, onOpen }: ReturnNextProps) {
  const say = useReturnSay();
  const shut = order === null ? null : closed(order);
  return (
    <aside class="next task-next">
      {order !== null && shut !== null && <Note tone="blue">{say(`closed_${shut}`)}</Note>}
      {order !== null && order.own && elsewhere(order) > 0 && (
        <Note tone="amber">{say("own_elsewhere", { n: elsewhere(order) })}</Note>
      )}
      {order !== null && shut === null && <Take order={order} returning={returning} desk={desk} />}
      {order !== null && order.own && (
        <button type="button" class={`button wide ${shut === "own" ? "primary" : ""}`} onClick={() => onOpen(order.order_id)}>
          <Icon name="till" />
          {say("open_own")}
        </button>
      )}
    </aside>
  );
}

function Take({ order, returning, desk }: { order: SoldOrder; returning: Returning; desk: Work }) {
  const say = useReturnSay();
  const n = pieces(returning.back);
  return (
    <>
      <Typed
        quiet={n > 0}
        focus
        label={say("scan_label")}
        hint={say("scan_hint")}
        go={say("count")}
        most={CODE_MAX}
        desk={desk}
        onGo={async (code) => {
          returning.scan(code);
          return true;
        }}
      />
      <div class="because" role="group" aria-label={say("reason_title")}>
        <b>{say("reason_title")}</b>
        <div class="reasons">
          {RETURN_REASONS.map((one) => (
            <button
              key={one}
              type="button"
              class="chip"
              aria-pressed={returning.reason === one}
              onClick={() => returning.because(one)}
            >
              {say(`reason_${one}`)}
            </button>
          ))}
        </div>
      </div>
      <Toggle on={returning.sellable} onChange={returning.sell}>
        {say("sellable")}
      </Toggle>
      {!returning.sellable && <Note tone="amber">{say("unsellable")}</Note>}
      <Money order={order} />
      <button
        type="button"
        class="button primary wide"
        disabled={desk.acts.busy || n === 0 || returning.reason === null}
        onClick={() => void returning.take()}
      >
        {say("take", { n })}
      </button>
    </>
  );
}

// The goods are this store's matter, the money is not.
function Money({ order }: { order: SoldOrder }) {
  const say = useReturnSay();
  const taker = useTaker()(order);
  if (order.over === "refunded") return <Note tone="amber">{say("money_refunded")}</Note>;
  if (order.own) return <Note tone="blue">{say("money_own")}</Note>;
  if (order.source === "store") return <Note tone="blue">{say("money_store", { store: taker })}</Note>;
  const key = order.over === "cancelled" ? "money_cancelled" : "money_shop";
  return <Note tone={order.over === "cancelled" ? "amber" : "blue"}>{say(key, { shop: taker })}</Note>;
}
