// Why it is taken back: a reason is asked before money or goods turn round.
import { useEffect, useState } from "preact/hooks";
import { returnApi } from "../api/returns.ts";
import { money } from "../design/money.ts";
import { Sheet } from "../design/sheet.tsx";
import { Note } from "../design/toast.tsx";
import { Toggle } from "../design/toggle.tsx";
import { useDesk } from "./desk.ts";
import { elsewhere } from "./returning.ts";
import { useSay } from "./words.ts";

const REASONS = {
  refund: ["size", "dislike", "quality", "wrong"],
  cancel: ["left", "double", "wrong"],
} as const;
export const REASON_MAX = 80;

export function Reason({ asked }: { asked: "refund" | "cancel" }) {
  const { order, acts, ask, refund, cancel } = useDesk();
  const say = useSay();
  const [reason, setReason] = useState("");
  const { restock, setRestock, away } = useRestock(asked === "refund" ? (order?.order_id ?? "") : "");
  const ready = reason.trim() !== "";
  const go = (event: Event): void => {
    event.preventDefault();
    if (ready) void (asked === "refund" ? refund(reason.trim(), restock) : cancel(reason.trim()));
  };
  const amount = money((order?.paid_fen ?? 0) - (order?.refunded_fen ?? 0));
  return (
    <Sheet middle title={say(asked === "refund" ? "refund_title" : "cancel_title", { amount })} onClose={() => ask(null)}>
      <form class="reason" onSubmit={go}>
        <p class="muted">{say(asked === "refund" ? "refund_line" : "cancel_line")}</p>
        <div class="reasons">
          {REASONS[asked].map((one) => {
            const words = say(`reason_${one}`);
            return (
              <button
                key={one}
                type="button"
                class="chip"
                aria-pressed={reason === words}
                onClick={() => setReason(words)}
              >
                {words}
              </button>
            );
          })}
        </div>
        <label class="field">
          <span>{say("reason_other")}</span>
          <input value={reason} maxLength={REASON_MAX} onInput={(event) => setReason(event.currentTarget.value)} />
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
