// Who has what is needed, as the centre says now, and how many are asked of whom.
import { age } from "../design/moment.ts";
import { Unread } from "../design/read.tsx";
import { Stepper } from "../design/stepper.tsx";
import { Note } from "../design/toast.tsx";
import { useName } from "../words/language.tsx";
import type { Asking, Holder } from "./asking.tsx";
import { useTransferSay } from "./transfers.tsx";
import type { Work } from "./work.tsx";

const SHOWN_MAX = 8;

interface AskNextProps {
  asking: Asking;
  desk: Work;
  onStop: () => void;
}

export function AskNext({ asking, desk, onStop }: AskNextProps) {
  const say = useTransferSay();
  const name = useName();
  const { holder, quantity } = asking;
  return (
    <aside class="next task-next asking">
      {asking.item !== null && <Holders asking={asking} />}
      {holder !== null && <Stepper min={1} max={holder.available} value={quantity} onChange={asking.count} />}
      {asking.item !== null && (
        <button
          type="button"
          class="button primary wide"
          disabled={desk.acts.busy || holder === null}
          onClick={() => void asking.send()}
        >
          {holder === null
            ? say("ask_choose")
            : say("ask_send", { store: name(holder.store_zh, holder.store_en), n: quantity })}
        </button>
      )}
      <button type="button" class="button wide stop" onClick={onStop}>
        {say("ask_stop")}
      </button>
    </aside>
  );
}

function Holders({ asking }: { asking: Asking }) {
  const say = useTransferSay();
  const { body: stock, refusal } = asking.stock;
  const stores = (stock?.stores ?? []).filter((one) => one.available > 0).slice(0, SHOWN_MAX);
  return (
    <section class="holders" role="group" aria-label={say("ask_stores")}>
      <h3>{say("ask_stores")}</h3>
      {stock === null && refusal !== null && <Unread read={asking.stock} />}
      {stock === null && refusal === null && (
        <p class="muted" role="status">
          {say("ask_looking")}
        </p>
      )}
      {stock !== null && !stock.asked && <Note tone="amber">{say("ask_offline")}</Note>}
      {stock !== null && stores.length === 0 && <Note tone="blue">{say("ask_nobody")}</Note>}
      {stores.map((one) => (
        <Store key={one.store_id} store={one} now_ms={stock?.now_ms ?? 0} asking={asking} />
      ))}
    </section>
  );
}

function Store({ store, now_ms, asking }: { store: Holder; now_ms: number; asking: Asking }) {
  const say = useTransferSay();
  const name = useName();
  const old = age(now_ms - store.as_of_ms);
  return (
    <button
      type="button"
      class="task-row pressable"
      aria-pressed={asking.holder?.store_id === store.store_id}
      onClick={() => asking.turnTo(store)}
    >
      <b>{name(store.store_zh, store.store_en)}</b>
      <span class="number">{say("ask_has", { n: store.available })}</span>
      <small class="muted">{say(`ask_${old.unit}`, { n: old.n })}</small>
    </button>
  );
}
