// What was sold, line by line: bought, handed over, back already, and how many come back now.
import type { SoldLine, SoldOrder } from "../api/returns.ts";
import { Icon } from "../design/icon.tsx";
import { useTimes } from "../design/instore.tsx";
import { Stepper } from "../design/stepper.tsx";
import { useName } from "../words/language.tsx";
import { OverBadge, useReturnSay, useTaker, type Returning } from "./returns.tsx";

interface ReturnLinesProps {
  order: SoldOrder;
  returning: Returning;
}

export function ReturnLines({ order, returning }: ReturnLinesProps) {
  const say = useReturnSay();
  const taker = useTaker();
  const times = useTimes();
  const name = useName();
  return (
    <>
      <header>
        <h2>{order.number}</h2>
        <OverBadge order={order} />
        <span class="muted">{say("taken_at", { store: taker(order), when: times.minute(order.made_ms) })}</span>
      </header>
      <ul class="task-lines">
        {order.lines.map((line) => (
          <Line key={line.sku} line={line} returning={returning} />
        ))}
      </ul>
      {order.returns.length > 0 && (
        <ul class="came-back">
          {order.returns.map((one, at) => (
            <li key={at}>
              <Icon name="undo" />
              {one.store_zh === ""
                ? say("came_back_before", { n: one.pieces })
                : say("came_back", {
                    n: one.pieces,
                    store: name(one.store_zh, one.store_en),
                    when: times.minute(one.at_ms),
                  })}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Line({ line, returning }: { line: SoldLine; returning: Returning }) {
  const say = useReturnSay();
  const name = useName();
  const n = returning.back[line.sku] ?? 0;
  const said = [say("line_bought", { n: line.quantity }), say("line_left", { n: line.left })];
  if (line.back > 0) said.push(say("line_back", { n: line.back }));
  return (
    <li class={n > 0 ? "done" : ""}>
      {line.picture !== "" && <img src={line.picture} alt="" />}
      <span class="of">
        <b>{name(line.name_zh, line.name_en)}</b>
        <span>{name(line.variant_zh, line.variant_en)}</span>
        <small class="muted">{line.sku}</small>
        <small>{said.join(" · ")}</small>
      </span>
      {line.may > 0 && <Stepper value={n} max={line.may} onChange={(quantity) => returning.count(line.sku, quantity)} />}
    </li>
  );
}
