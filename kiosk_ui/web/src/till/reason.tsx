// Why it is taken back: a reason is asked before money or goods turn round.
import { useEffect, useState } from "preact/hooks";
import { returnApi } from "../api/returns.ts";
import { money } from "../design/money.ts";
import { Sheet } from "../design/sheet.tsx";
import { Note } from "../design/toast.tsx";
import { Toggle } from "../design/toggle.tsx";
import { REASONS, useReason } from "../words/reason.ts";
import { useDesk } from "./desk.ts";
import { elsewhere } from "./returning.ts";
import { useSay } from "./words.ts";

export const REASON_MAX = 80;

export function Reason({ asked }: { asked: "refund" | "cancel" }) {
  const { order, acts, ask, refund, cancel } = useDesk();
  const say = useSay();
  const words = useReason();
  const [code, choose] = useState("");
  const [typed, type] = useState("");
  const reason = code === "" ? typed.trim() : code;
  const { restock, setRestock, away } = useRestock(asked === "refund" ? (order?.order_id ?? "") : "");
  const ready = reason !== "";
  const go = (event: Event): void => {
    event.preventDefault();
    if (ready) void (asked === "refund" ? refund(reason, restock) : cancel(reason));
  };
  const amount = money((order?.paid_fen ?? 0) - (order?.refunded_fen ?? 0));
  return (
    <Sheet middle title={say(asked === "refund" ? "refund_title" : "cancel_title", { amount })} onClose={() => ask(null)}>
      <form class="reason" onSubmit={go}>
        <p class="muted">{say(asked === "refund" ? "refund_line" : "cancel_line")}</p>
        <div class="reasons">
          {REASONS[asked].map((one) => (
            <button key={one} type="button" class="chip" aria-pressed={code === one} onClick={() => (choose(one), type(""))}>
              {words(one)}
            </button>
          ))}
        </div>
        <label class="field">
          <span>{say("reason_other")}</span>
          <input
            value={typed}
            maxLength={REASON_MAX}
            onInput={(event) => (type(event.currentTarget.value), choose(""))}
          />
        </label>
        {asked === "refund" && (
          <Toggle on={restock} onChange={setRestock}>
            {say("restock")}
          </Toggle>
        )}
        {away > 0 && <Note tone="amber">{say("refund_away", { n: away })}</Note>}
        {acts.problem !== "" && <Note tone="red">{acts.problem}</Note>}
        <button type="submit" class="button primary wide" disabled={!ready || acts.busy}>
          {say(asked)}
        </button>
      </form>
    </Sheet>
  );
}

// Whether goods go back on sale: not by themselves where some of them came back in another store.
function useRestock(orderId: string) {
  const [restock, setRestock] = useState(true);
  const away = useAway(orderId);
  useEffect(() => {
    if (away > 0) setRestock(false);
  }, [away]);
  return { restock, setRestock, away };
}

// How many pieces of an order lie in other stores by now; none as well where the centre says nothing.
function useAway(orderId: string): number {
  const [away, set] = useState(0);
  useEffect(() => {
    if (orderId === "") return undefined;
    let wanted = true;
    returnApi.sold(orderId).then(
      ({ orders }) => wanted && set(orders.reduce((sum, one) => sum + elsewhere(one), 0)),
      () => undefined, // the refund waits for nobody
    );
    return () => {
      wanted = false;
    };
  }, [orderId]);
  return away;
}
