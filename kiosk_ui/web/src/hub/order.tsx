// One order: its path as a line of time, its goods, its money.
import { paths, type OrderFile } from "../api/hub.ts";
import { Icon } from "../design/icon.tsx";
import { Price } from "../design/price.tsx";
import { momentIn } from "../design/zone.ts";
import { useLang, useName } from "../words/language.tsx";
import { useReason } from "../words/reason.ts";
import { Asking } from "./asking.tsx";
import { useChain } from "./chain.ts";
import { channelWords, StateBadge } from "./orders.tsx";
import { Head, Panel, Pending, useStoreName } from "./panel.tsx";
import { pathOf } from "./path.ts";
import { usePoll } from "./poll.ts";
import { to } from "./route.ts";
import { useSay, type SayHub } from "./words.ts";

export function Order({ id }: { id: string }) {
  const say = useSay();
  const store = useStoreName();
  const { body, code } = usePoll<OrderFile>(paths.order(id));
  if (body === null) return <Pending code={code} values={{ order: id }} />;
  const { order } = body;
  return (
    <div class="sight">
      <Head back={[to("orders"), say("orders_title")]} title={order.number || id}>
        <p class="facts">
          <StateBadge state={order.state} />
          <a href={to("stores", [body.store])}>{say("opened_at_place", { store: store(body.store), place: order.place })}</a>
          <span class="muted">{channelWords(order.channel, say)}</span>
        </p>
      </Head>
      <div class="order-parts">
        <Path file={body} />
        <div class="column">
          <Lines file={body} />
          <Money file={body} />
          <Asking file={body} />
        </div>
      </div>
    </div>
  );
}

function Path({ file }: { file: OrderFile }) {
  const say = useSay();
  const reason = useReason();
  const { lang } = useLang();
  const { zone } = useChain();
  return (
    <Panel title={say("order_path")}>
      <ol class="path">
        {pathOf(file).map((step, n) => (
          <li key={n} class={step.tone}>
            <i aria-hidden="true">
              <Icon name={step.tone === "next" ? "clock" : step.tone === "bad" ? "undo" : "check"} />
            </i>
            <p>
              <b>{say(step.key)}</b>
              {step.reason !== "" && <span>{say("because", { reason: reason(step.reason) })}</span>}
              {step.at_ms > 0 && <small class="muted">{momentIn(step.at_ms, zone, lang)}</small>}
            </p>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function Lines({ file }: { file: OrderFile }) {
  const say = useSay();
  const name = useName();
  return (
    <Panel title={say("order_lines")}>
      <ul class="lines">
        {file.order.lines.map((line) => (
          <li key={line.line_id}>
            <a href={to("items", [line.sku])}>
              <b>{name(line.name_zh, line.name_en)}</b>
              <small class="muted">
                {[name(line.variant_zh, line.variant_en), line.sku].filter((word) => word !== "").join(" · ")}
              </small>
            </a>
            <span class="badge">{say(`ways_${line.way}`)}</span>
            <span class="pieces">{say("pieces", { n: line.quantity })}</span>
            <Price fen={line.amount_fen} exact plain />
          </li>
        ))}
      </ul>
      <p class="total">
        <span class="muted">{say("total")}</span>
        <Price fen={file.order.total_fen} exact plain />
      </p>
    </Panel>
  );
}

function Money({ file }: { file: OrderFile }) {
  const say = useSay();
  const { lang } = useLang();
  const { zone } = useChain();
  return (
    <Panel title={say("order_money")}>
      {file.payments.length === 0 && <p class="muted">{say("order_money_none")}</p>}
      <ul class="lines">
        {file.payments.map((payment) => (
          <li key={payment.payment_id}>
            <span>
              <b>
                {say(payment.direction === "refund" ? "money_refund" : "money_charge")} · {tenderWords(payment.tender, say)}
              </b>
              <small class="muted">{payment.settled_ms > 0 ? momentIn(payment.settled_ms, zone, lang) : ""}</small>
            </span>
            <span class={`badge ${payment.state === "paid" ? "green" : ""}`}>{paymentWords(payment.state, say)}</span>
            <Price fen={payment.direction === "refund" ? -payment.amount_fen : payment.amount_fen} exact plain />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

const PAYMENT_STATES = ["intent", "asked", "paid", "declined", "unknown", "reversing", "reversed"] as const;

function paymentWords(state: string, say: SayHub): string {
  const known = PAYMENT_STATES.find((one) => one === state);
  return known === undefined ? state : say(`payment_${known}`);
}

function tenderWords(tender: string, say: SayHub): string {
  return tender === "wallet" || tender === "cash" ? say(`tender_${tender}`) : tender;
}
