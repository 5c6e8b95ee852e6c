// What comes next for the order on the desk: take the money, or give the goods.
import type { OrderView, PaymentView } from "../api/views.ts";
import { Icon, type IconName } from "../design/icon.tsx";
import { Price } from "../design/price.tsx";
import { Note, Toast } from "../design/toast.tsx";
import { useReason } from "../words/reason.ts";
import { Cash } from "./cash.tsx";
import { useDesk } from "./desk.ts";
import { changeDue, type Act } from "./duties.ts";
import { MemberPanel } from "./member.tsx";
import { useSay } from "./words.ts";

export function Next() {
  const { order, said, acts } = useDesk();
  const say = useSay();
  return (
    <aside class="next">
      <div class="answers" aria-live="polite">
        {acts.problem !== "" && <Toast tone="amber">{acts.problem}</Toast>}
        {acts.problem === "" && said !== "" && <Toast tone="blue">{said}</Toast>}
      </div>
      <MemberPanel />
      {order !== null && (
        <>
          <h2>{say("next")}</h2>
          <Steps order={order} />
          <Payments payments={order.payments} />
        </>
      )}
    </aside>
  );
}

function Steps({ order }: { order: OrderView }) {
  const { can } = useDesk();
  const say = useSay();
  const change = changeDue(order);
  const first = can.has("hand_over") ? "hand_over" : can.has("ship") ? "ship" : "receipt";
  if (can.has("cash")) {
    return (
      <>
        <Cash key={order.order_id} due_fen={order.due_fen} />
        <div class="steps">
          <Step act="cancel" icon="trash" />
        </div>
      </>
    );
  }
  return (
    <>
      {change > 0 && order.state === "paid" && <Change fen={change} />}
      {order.state === "paying" && <Note tone="blue" icon="phone">{say("waiting_wallet")}</Note>}
      {order.state === "done" && <Note tone="green">{say("nothing_more")}</Note>}
      <div class="steps">
        <Step act="hand_over" icon="bag" primary={first === "hand_over"} />
        <Step act="ship" icon="truck" primary={first === "ship"} />
        <Step act="label" icon="home" />
        <Step act="receipt" icon="printer" />
        <Step act="refund" icon="undo" />
      </div>
    </>
  );
}

function Step({ act, icon, primary = false }: { act: Act; icon: IconName; primary?: boolean }) {
  const desk = useDesk();
  const say = useSay();
  if (!desk.can.has(act) || act === "find" || act === "back") return null;
  return (
    <button
      type="button"
      class={`button wide ${primary ? "primary" : ""}`}
      disabled={desk.acts.busy}
      onClick={() => desk.act(act)}
    >
      <Icon name={icon} />
      {say(act)}
    </button>
  );
}

function Change({ fen }: { fen: number }) {
  const say = useSay();
  return (
    <p class="change" role="status">
      <span>{say("change")}</span>
      <Price fen={fen} exact plain />
    </p>
  );
}

function Payments({ payments }: { payments: PaymentView[] }) {
  const say = useSay();
  const reason = useReason();
  if (payments.length === 0) return null;
  return (
    <section class="payments">
      <h3>{say("payments")}</h3>
      <ul>
        {payments.map((payment) => (
          <li key={payment.payment_id}>
            <span>{say(`tender_${payment.tender}`)}</span>
            <span class={`badge ${payment.state === "paid" ? "green" : payment.state === "unknown" ? "amber" : ""}`}>
              {say(payment.direction === "refund" && payment.state === "paid" ? "payment_reversed" : `payment_${payment.state}`)}
            </span>
            <Price fen={payment.direction === "refund" ? -payment.amount_fen : payment.amount_fen} exact plain />
            {payment.direction === "refund" && payment.state === "paid" && payment.reason !== "" && (
              <small class="muted">{reason(payment.reason)}</small>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
