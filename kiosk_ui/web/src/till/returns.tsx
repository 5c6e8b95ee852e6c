// Goods that come back over this counter, whichever store took the order: found, counted, taken.
import { useEffect, useState } from "preact/hooks";
import { newKey } from "../api/client.ts";
import { returnApi, type ReturnReason, type SoldOrder } from "../api/returns.ts";
import type { TillView } from "../api/views.ts";
import { Icon } from "../design/icon.tsx";
import { useTimes } from "../design/instore.tsx";
import { Empty } from "../design/toast.tsx";
import { problemText, useLang, useName, words } from "../words/language.tsx";
import { en } from "../words/en/returns.ts";
import { zh } from "../words/zh/returns.ts";
import { useHeard } from "./hearing.ts";
import { ReturnLines } from "./returnlines.tsx";
import { ReturnNext } from "./returnnext.tsx";
import { lineOfCode, pieces, scanned, wished, type Back } from "./returning.ts";
import { Typed } from "./tasknext.tsx";
import { Said, useWork, type Work } from "./work.tsx";
import "./returns.css";

export const useReturnSay = words(zh, en);
const NUMBER_MAX = 64;

export interface Returning {
  back: Back;
  reason: ReturnReason | null;
  sellable: boolean;
  count: (sku: string, quantity: number) => void;
  because: (reason: ReturnReason) => void;
  sell: (sellable: boolean) => void;
  scan: (code: string) => void;
  take: () => Promise<void>;
}

interface ReturnsProps {
  view: TillView;
  onOpen: (orderId: string) => void; // an order of this store, under Orders
}

export function Returns({ view, onOpen }: ReturnsProps) {
  const say = useReturnSay();
  const work = useWork();
  const found = useFound(work);
  const returning = useReturning(found.order, work, found.again);
  useReadings(view, work, found, returning);
  const several = found.orders.length > 1;
  // Goods that are scanned into this field are counted all the same.
  const look = async (text: string): Promise<boolean> => {
    if (found.order === null || lineOfCode(found.order.lines, text) === null) return found.find(text);
    returning.scan(text);
    return true;
  };
  return (
    <>
      <aside class="queue tasks returns" aria-label={say("list_title")}>
        <h2>{say("list_title")}</h2>
        <Typed
          label={say("find_label")}
          hint={say("find_hint")}
          go={say(work.acts.busy && found.order === null ? "finding" : "find")}
          most={NUMBER_MAX}
          desk={work}
          quiet={found.order !== null}
          onGo={look}
        />
        <ul>
          {found.orders.map((order) => (
            <Row key={order.order_id} order={order} picked={order.order_id === found.order?.order_id} onPick={found.pick} />
          ))}
        </ul>
      </aside>
      <section class="order task returned">
        {found.order === null ? (
          <Empty icon="undo" title={say(several ? "pick_title" : "start_title")}>
            <p>{say(several ? "pick_line" : "start_line")}</p>
          </Empty>
        ) : (
          <ReturnLines key={found.order.order_id} order={found.order} returning={returning} />
        )}
      </section>
      <ReturnNext key={found.order?.order_id ?? ""} order={found.order} returning={returning} desk={work} onOpen={onOpen} />
      <Said work={work} />
    </>
  );
}

interface Found {
  orders: SoldOrder[];
  order: SoldOrder | null;
  find: (number: string) => Promise<boolean>;
  pick: (orderId: string) => void;
  again: () => Promise<void>;
}

// What the centre says was sold under a number; of several the cashier chooses.
function useFound({ acts }: Work): Found {
  const [orders, show] = useState<SoldOrder[]>([]);
  const [picked, pick] = useState("");
  const ask = async (text: string, only: string): Promise<void> => {
    const answer = await returnApi.sold(text);
    show(answer.orders);
    pick(only !== "" || answer.orders.length > 1 ? only : (answer.orders[0]?.order_id ?? ""));
  };
  const find = (number: string): Promise<boolean> => {
    show([]);
    pick("");
    return acts.run(() => ask(number, ""));
  };
  const order = orders.find((one) => one.order_id === picked) ?? null;
  const again = async (): Promise<void> => {
    if (picked !== "") await acts.read(() => ask(picked, picked));
  };
  return { orders, order, find, pick, again };
}

function useReturning(order: SoldOrder | null, work: Work, again: () => Promise<void>): Returning {
  const say = useReturnSay();
  const [back, set] = useState<Back>({});
  const [reason, because] = useState<ReturnReason | null>(null);
  const [sellable, sell] = useState(true);
  const [id, rename] = useState(newKey);
  const anew = (): void => {
    set({});
    because(null);
    sell(true);
    rename(newKey());
  };
  useEffect(anew, [order?.order_id]);
  const count = (sku: string, quantity: number): void => set((before) => ({ ...before, [sku]: quantity }));
  const scan = (code: string): void => {
    if (order === null) return;
    const hit = scanned(order, back, code);
    if (hit === "not_listed") return work.tell(say("not_listed", { code }), "red");
    if (hit === "no_more") return work.tell(say("no_more"), "amber");
    count(hit.sku, (back[hit.sku] ?? 0) + 1);
  };
  // The same id until it is known to be taken: pressed twice, or again after a lost answer, it is one return.
  const take = async (): Promise<void> => {
    if (order === null || reason === null) return;
    const wish = { return_id: id, order_id: order.order_id, lines: wished(back), reason, sellable };
    if (!(await work.does(say(sellable ? "taken" : "taken_unsold", { n: pieces(back) }), () => returnApi.take(wish)))) return;
    anew();
    await again();
  };
  return { back, reason, sellable, count, because, sell, scan, take };
}

// What the till's own scanner read: a receipt finds its order, goods are counted against the order that is found.
function useReadings(view: TillView, work: Work, found: Found, returning: Returning): void {
  const say = useReturnSay();
  const { lang } = useLang();
  useHeard(view, ({ code, text }) => {
    if (code === "order_scanned") void found.find(text);
    else if (code !== "item_scanned") work.tell(problemText(lang, code, { text }), "red");
    else if (found.order === null) work.tell(say("start_title"), "amber");
    else returning.scan(text);
  });
}

export function useTaker(): (order: SoldOrder) => string {
  const say = useReturnSay();
  const name = useName();
  return (order) => (order.source === "store" ? name(order.store_zh, order.store_en) : say(`shop_${order.source}`));
}

interface RowProps {
  order: SoldOrder;
  picked: boolean;
  onPick: (orderId: string) => void;
}

function Row({ order, picked, onPick }: RowProps) {
  const say = useReturnSay();
  const taker = useTaker();
  const times = useTimes();
  return (
    <li>
      <button type="button" class="task-row pressable" aria-pressed={picked} onClick={() => onPick(order.order_id)}>
        <b>{order.number}</b>
        <OverBadge order={order} />
        <span class="muted">
          <Icon name="bag" />
          {say("taken_at", { store: taker(order), when: times.minute(order.made_ms) })}
        </span>
      </button>
    </li>
  );
}

export function OverBadge({ order }: { order: SoldOrder }) {
  const say = useReturnSay();
  if (order.over !== "") return <span class="badge amber">{say(`badge_${order.over}`)}</span>;
  if (order.may === 0) return <span class="badge">{say("badge_closed")}</span>;
  return <span class="badge green">{say("badge_open", { n: order.may })}</span>;
}
