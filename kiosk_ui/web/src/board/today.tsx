// Today in one glance.
import type { ComponentChildren } from "preact";
import type { BoardView } from "../api/views.ts";
import { money } from "../design/money.ts";
import { Price } from "../design/price.tsx";
import { Note } from "../design/toast.tsx";
import { Chart } from "./chart.tsx";
import { useSay } from "./words.ts";

export function Today({ view }: { view: BoardView }) {
  const say = useSay();
  const each = view.orders === 0 ? "" : say("per_order", { amount: money(Math.round(view.sales_fen / view.orders)) });
  return (
    <section class="today">
      <div class="figures">
        <Figure name={say("sales")} note={view.orders === 0 ? say("no_orders") : each}>
          <Price fen={view.sales_fen} exact />
        </Figure>
        <Figure name={say("orders")}>{view.orders}</Figure>
        <Figure name={say("cars")}>{view.cars}</Figure>
        <Figure name={say("refunds")}>
          <Price fen={view.refunds_fen} exact plain />
        </Figure>
      </div>
      <div class="panel">
        <h2>{say("by_hour")}</h2>
        <Chart points={view.hours} />
      </div>
      {view.below_zero > 0 && <Note tone="amber">{say("below_zero", { n: view.below_zero })}</Note>}
    </section>
  );
}

function Figure({ name, note = "", children }: { name: string; note?: string; children: ComponentChildren }) {
  return (
    <div class="figure">
      <span class="muted">{name}</span>
      <b>{children}</b>
      <small class="muted">{note}</small>
    </div>
  );
}
