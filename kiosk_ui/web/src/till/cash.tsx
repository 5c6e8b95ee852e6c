// Cash: likely sums at a touch, any sum by pad or keyboard, and the change, large, before it is taken.
import { useEffect, useState } from "preact/hooks";
import { money, quickAmounts, readYuan } from "../design/money.ts";
import { NumberPad } from "../design/numberpad.tsx";
import { Price } from "../design/price.tsx";
import { CASH_FIELD, focusField, useDesk } from "./desk.ts";
import { useSay } from "./words.ts";

const TYPED_MAX = 10;

export function Cash({ due_fen }: { due_fen: number }) {
  const { cash, acts } = useDesk();
  const say = useSay();
  const [typed, type] = useState("");
  const given = readYuan(typed);
  const change = given === null ? null : given - due_fen;
  const put = (text: string): void => {
    const next = text.replace("。", ".").slice(0, TYPED_MAX);
    if (next === "" || readYuan(next) !== null) type(next);
  };
  useEffect(() => focusField(CASH_FIELD), []);
  const take = (event: Event): void => {
    event.preventDefault();
    if (given !== null && given >= due_fen) void cash(given);
  };
  const short = change !== null && change < 0;
  return (
    <form class="cash" onSubmit={take}>
      <Quick due_fen={due_fen} given={given} onPick={type} />
      <label class="field">
        <span>{say("given")}</span>
        <input
          id={CASH_FIELD}
          class="given"
          value={typed}
          inputMode="none"
          autoComplete="off"
          onInput={(event) => put(event.currentTarget.value)}
        />
      </label>
      <NumberPad extra="." onDigit={(digit) => put(typed + digit)} onErase={() => type(typed.slice(0, -1))} />
      <p class={`change ${short ? "short" : ""}`} role="status">
        <span>{short ? say("cash_short", { amount: money(-change) }) : say("change")}</span>
        {!short && <Price fen={change ?? 0} exact plain />}
      </p>
      <button
        type="submit"
        class="button primary wide"
        disabled={acts.busy || change === null || change < 0}
      >
        {say("cash_take")}
        {given !== null && <Price fen={given} exact plain />}
      </button>
    </form>
  );
}

interface QuickProps {
  due_fen: number;
  given: number | null;
  onPick: (typed: string) => void;
}

function Quick({ due_fen, given, onPick }: QuickProps) {
  const say = useSay();
  return (
    <div class="quick">
      {quickAmounts(due_fen).map((fen) => (
        <button
          key={fen}
          type="button"
          class="chip"
          aria-pressed={given === fen}
          onClick={() => onPick((fen / 100).toFixed(fen % 100 === 0 ? 0 : 2))}
        >
          {fen === due_fen && <small>{say("cash_exact")}</small>}
          <Price fen={fen} plain />
        </button>
      ))}
    </div>
  );
}
