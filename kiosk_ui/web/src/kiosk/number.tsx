// The end: the number, huge, and what happens next. It leaves by itself, never the other way round.
import { useEffect, useState } from "preact/hooks";
import type { OrderView, Way } from "../api/views.ts";
import { Icon } from "../design/icon.tsx";
import { Qr } from "../design/qr.tsx";
import { Ring } from "../design/ring.tsx";
import { useShop } from "./shop.ts";
import { useSay } from "./words.ts";

export const NUMBER_S = 40;
// Promised is said only once a store has promised.
const SHIPPING = {
  waiting: "paid_finding",
  finding: "paid_finding",
  back_order: "paid_back_order",
  promised: "paid_promised",
  ready: "paid_promised",
  done: "paid_sent",
  cancelled: "paid_cancelled",
} as const;

export function OrderNumber() {
  const { view, leave } = useShop();
  const say = useSay();
  const [left, setLeft] = useState(NUMBER_S);
  useEffect(() => {
    const timer = setInterval(() => setLeft((now) => now - 1), 1000);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => {
    if (left <= 0) leave();
  }, [left <= 0]);
  const order = view.order;
  if (order === null) return null;
  const parked = order.state === "parked";
  return (
    <main class={`number ${parked ? "parked" : "paid"}`}>
      <div class="seal">
        <Icon name={parked ? "bag" : "check"} />
      </div>
      <h1>{say(parked ? "parked_title" : "paid_title")}</h1>
      <p class="muted">{say("paid_number")}</p>
      <p class="digits" data-number={order.number}>
        {order.number}
      </p>
      {parked ? <Parked order={order} /> : <Next order={order} />}
      {order.points_earned > 0 && <p class="badge green earned">{say("member_earned", { n: order.points_earned })}</p>}
      <button type="button" class="button primary wide" onClick={leave}>
        {say("finish")}
      </button>
      <p class="muted closes">
        <Ring left={left} of={NUMBER_S} size={48} label={say("finish_in", { n: Math.max(0, left) })} />
        {say("finish_in", { n: Math.max(0, left) })}
      </p>
    </main>
  );
}

function Parked({ order }: { order: OrderView }) {
  const say = useSay();
  return (
    <div class="next">
      <p>
        <Icon name="till" />
        <span>{say("parked_take")}</span>
      </p>
      <figure>
        <Qr text={order.number} />
        <figcaption class="muted">{say("parked_qr")}</figcaption>
      </figure>
    </div>
  );
}

function Next({ order }: { order: OrderView }) {
  const say = useSay();
  const count = (way: Way, elsewhere = false): number =>
    order.lines
      .filter((line) => line.way === way && line.elsewhere === elsewhere)
      .reduce((sum, line) => sum + line.quantity, 0);
  const away = order.fulfilments.find((part) => part.elsewhere);
  const to = { name: order.contact?.name ?? "", phone: order.contact?.phone ?? "" };
  return (
    <div class="next">
      {count("take") > 0 && (
        <p>
          <Icon name="bag" />
          <span>{say("paid_take", { n: count("take") })}</span>
        </p>
      )}
      {count("ship") > 0 && (
        <p>
          <Icon name="truck" />
          <span>{say("paid_ship", { n: count("ship"), ...to })}</span>
        </p>
      )}
      {away !== undefined && (
        <p data-shipping={away.state}>
          <Icon name="truck" />
          <span>{say(SHIPPING[away.state], { n: count("ship", true), ...to })}</span>
        </p>
      )}
    </div>
  );
}
