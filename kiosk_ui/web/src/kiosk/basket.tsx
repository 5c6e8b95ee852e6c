// The basket: lines grouped by how they arrive, then one button that says what happens.
import { useState } from "preact/hooks";
import type { LineView, Way } from "../api/views.ts";
import { Icon } from "../design/icon.tsx";
import { money } from "../design/money.ts";
import { Price } from "../design/price.tsx";
import { Empty, Note } from "../design/toast.tsx";
import { Head } from "./head.tsx";
import { BasketLine } from "./line.tsx";
import { MemberBar } from "./memberbar.tsx";
import { lacksContact, openLines, pieces } from "./session.ts";
import { useShop } from "./shop.ts";
import { Swap } from "./swap.tsx";
import { useSay } from "./words.ts";

export function Basket() {
  const { view, session } = useShop();
  const say = useSay();
  const [swapped, swap] = useState<LineView | null>(null);
  const lines = openLines(view.order);
  if (lines.length === 0) return <Bare />;
  const group = (way: Way) => (
    <Group key={way} way={way} lines={lines.filter((line) => line.way === way)} onSwap={swap} />
  );
  return (
    <main class="basket">
      <Head title={say("basket")}>
        <span class="badge">{say("basket_pieces", { n: pieces(view.order) })}</span>
      </Head>
      <div class="scroll">
        <MemberBar />
        {session.pay_failed && <Note tone="amber">{say("pay_failed")}</Note>}
        {group("take")}
        {group("ship")}
      </div>
      <Foot />
      {swapped !== null && <Swap line={swapped} onClose={() => swap(null)} />}
    </main>
  );
}

function Bare() {
  const { home } = useShop();
  const say = useSay();
  return (
    <main class="basket">
      <Head title={say("basket")} />
      <Empty icon="basket" title={say("basket_empty")}>
        <p>{say("basket_empty_line")}</p>
        <button type="button" class="button ink" onClick={home}>
          {say("basket_browse")}
        </button>
      </Empty>
    </main>
  );
}

interface GroupProps {
  way: Way;
  lines: LineView[];
  onSwap: (line: LineView) => void;
}

function Group({ way, lines, onSwap }: GroupProps) {
  const say = useSay();
  if (lines.length === 0) return null;
  return (
    <section class="group">
      <header>
        <Icon name={way === "take" ? "bag" : "truck"} />
        <h2>{say(`group_${way}`)}</h2>
        <p class="muted">{say(`group_${way}_line`)}</p>
      </header>
      {way === "ship" && <ShipTo />}
      <ul>
        {lines.map((line) => (
          <BasketLine key={line.line_id} line={line} onSwap={() => onSwap(line)} />
        ))}
      </ul>
    </section>
  );
}

function ShipTo() {
  const { view, go } = useShop();
  const say = useSay();
  const contact = view.order?.contact ?? null;
  return (
    <button type="button" class="ship-to pressable" onClick={() => go({ at: "contact" })}>
      {contact === null && <b>{say("contact_fill")}</b>}
      {contact !== null && (
        <span>
          <b>{`${contact.name}　${contact.phone}`}</b>
          <small class="muted clamp-1">{contact.address}</small>
        </span>
      )}
      <span class="more">{contact !== null && say("contact_change")}</span>
      <Icon name="next" />
    </button>
  );
}

function Foot() {
  const { view, acts, api, go } = useShop();
  const say = useSay();
  const order = view.order;
  if (order === null) return null;
  const full = order.lines.reduce((sum, line) => sum + Math.max(line.list_price_fen, line.price_fen) * line.quantity, 0);
  const saved = full - order.total_fen;
  const lacks = lacksContact(order);
  const next = lacks ? "contact_fill" : view.wallet_ok ? "pay_now" : "pay_park";
  const act = (): void => {
    if (lacks) go({ at: "contact" });
    else void acts.run(() => (view.wallet_ok ? api.pay() : api.park()));
  };
  return (
    <footer class="checkout">
      {!view.wallet_ok && <Note tone="amber">{say("pay_down")}</Note>}
      <p class="total">
        <span>{say("total")}</span>
        {saved > 0 && <small class="badge green">{say("saved", { amount: money(saved) })}</small>}
        <Price fen={order.total_fen} exact />
      </p>
      <button type="button" class="button primary wide" disabled={acts.busy} onClick={act}>
        {say(next)}
        {next === "pay_now" && <Price fen={order.due_fen} exact plain />}
      </button>
    </footer>
  );
}
