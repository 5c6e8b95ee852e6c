// Paying: one code, the amount, a ring that stands still whenever waiting is not the shopper's.
import { useRef } from "preact/hooks";
import type { PaymentView } from "../api/views.ts";
import { Icon } from "../design/icon.tsx";
import { Price } from "../design/price.tsx";
import { Qr } from "../design/qr.tsx";
import { Ring } from "../design/ring.tsx";
import { Note } from "../design/toast.tsx";
import { useNow } from "../live/use.ts";
import { ASK_MS, paying, type Paying } from "./paying.ts";
import { charge } from "./session.ts";
import { useShop } from "./shop.ts";
import { useSay } from "./words.ts";

export function Pay() {
  const { view, online } = useShop();
  const say = useSay();
  const now = useNow(view.now_ms, 250);
  const payment = view.order === null ? null : charge(view.order);
  const state = paying(payment, view.wallet_ok, online, now);
  const steady = useSteady(state);
  const title = state.step === "down" ? "pay_down" : "pay_title";
  return (
    <main class={`pay ${state.step}`}>
      <header>
        <h1>{say(state.step === "unknown" ? "pay_unknown" : title)}</h1>
        <Price fen={payment?.amount_fen ?? view.order?.due_fen ?? 0} exact />
      </header>
      <Code payment={payment} step={state.step} />
      <Clock state={{ ...state, left_ms: steady }} />
      <Ways payment={payment} state={state} />
    </main>
  );
}

// While the clock stands still it shows what it last showed.
function useSteady(state: Paying): number {
  const held = useRef(state.left_ms);
  if (state.running || state.step === "wait") held.current = state.left_ms;
  return held.current;
}

function Code({ payment, step }: { payment: PaymentView | null; step: Paying["step"] }) {
  const { view } = useShop();
  const say = useSay();
  const readable = step === "scan" && payment !== null;
  return (
    <figure class="code">
      <div class="frame">
        {readable && <Qr text={payment.qr} />}
        {!readable && <Icon name={step === "wait" ? "phone" : step === "expired" ? "clock" : "warn"} />}
      </div>
      <figcaption>
        {step === "scan" && say(view.demo ? "pay_demo" : "pay_line")}
        {readable && view.demo && <DemoPhone address={payment.qr} />}
        {step === "wait" && say("pay_wait_qr")}
        {step === "unknown" && say("pay_unknown_line")}
        {step === "reversing" && say("pay_reversing")}
        {step === "expired" && say("pay_expired")}
        {step === "down" && say("pay_down_line")}
      </figcaption>
    </figure>
  );
}

// A demo may be looked at without a phone: the same page opens beside this one.
function DemoPhone({ address }: { address: string }) {
  const say = useSay();
  if (!/^https?:\/\//.test(address)) return null;
  return (
    <a class="demo-phone" href={address} target="_blank" rel="noopener noreferrer">
      {say("pay_open")}
    </a>
  );
}

function Clock({ state }: { state: Paying }) {
  const { online } = useShop();
  const say = useSay();
  if (state.step === "down" || state.step === "reversing") return null;
  const left = Math.ceil(state.left_ms / 1000);
  const words = say(state.running ? "pay_left" : online ? "pay_paused" : "pay_silent", { n: left });
  return (
    <div class="clock">
      <Ring left={state.left_ms} of={ASK_MS} size={112} paused={!state.running} label={words}>
        {state.running ? left : <Icon name="clock" />}
      </Ring>
      <span>{words}</span>
    </div>
  );
}

function Ways({ payment, state }: { payment: PaymentView | null; state: Paying }) {
  const { api, acts, view, turnBack } = useShop();
  const say = useSay();
  const park = (): void => void acts.run(() => api.park());
  const stop = (): void => {
    turnBack();
    void acts.run(() => (payment === null ? Promise.resolve() : api.stop(payment.payment_id)));
  };
  const till = state.step === "down" || state.step === "unknown";
  return (
    <div class="ways">
      {!view.wallet_ok && state.step !== "down" && <Note tone="amber">{say("pay_down")}</Note>}
      <button type="button" class={`button wide ${till ? "primary" : ""}`} disabled={acts.busy} onClick={park}>
        <Icon name="till" />
        {say(till ? "pay_park" : "pay_till")}
      </button>
      <button
        type="button"
        class="button quiet wide"
        disabled={acts.busy || payment === null || state.step === "reversing"}
        onClick={stop}
      >
        {say("pay_back")}
      </button>
    </div>
  );
}
