// Asking another store for goods: what is needed, found by words or a scan, and which of it is chosen.
import { useMemo, useState } from "preact/hooks";
import { newKey } from "../api/client.ts";
import { transferApi, type GoodsRow, type GoodsView, type StockView } from "../api/transfers.ts";
import { useRead, type Read } from "../design/read.tsx";
import { Empty } from "../design/toast.tsx";
import { useName } from "../words/language.tsx";
import { Typed } from "./tasknext.tsx";
import { useTransferSay } from "./transfers.tsx";
import type { Work } from "./work.tsx";
import "./asking.css";

const FIND_MAX = 128;
export type Holder = StockView["stores"][number];

export interface Asking {
  goods: GoodsView | null; // null: nothing was looked for yet
  item: GoodsRow | null;
  stock: Read<StockView>;
  holder: Holder | null;
  quantity: number;
  find: (text: string) => Promise<boolean>;
  choose: (item: GoodsRow) => void;
  turnTo: (holder: Holder) => void;
  count: (quantity: number) => void;
  send: () => Promise<void>;
}

// `asked` is told the transfer's id once it stands; `now_ms` moves on with the live view.
export function useAsking(work: Work, now_ms: number, asked: (transferId: string) => void): Asking {
  const say = useTransferSay();
  const name = useName();
  const [goods, show] = useState<GoodsView | null>(null);
  const [item, choose] = useState<GoodsRow | null>(null);
  const [holder, turn] = useState<Holder | null>(null);
  const [quantity, count] = useState(1);
  const sku = item?.sku ?? "";
  const stock = useRead(sku, () => transferApi.stock(sku), "", now_ms); // who has it
  // One id for one wish: pressed twice, or again after a lost answer, it is asked once.
  const id = useMemo(newKey, [item?.sku, holder?.store_id, quantity]);
  const pick = (one: GoodsRow | null): void => {
    choose(one);
    turn(null);
    count(1);
  };
  const find = (text: string): Promise<boolean> =>
    work.acts.run(async () => {
      const found = await transferApi.goods(text);
      show(found);
      pick(found.goods.length === 1 ? (found.goods[0] ?? null) : null);
    });
  const turnTo = (one: Holder): void => {
    turn(one);
    count(Math.min(quantity, one.available));
  };
  const send = async (): Promise<void> => {
    if (item === null || holder === null) return;
    const wish = { transfer_id: id, source: holder.store_id, sku: item.sku, quantity };
    const done = say("ask_done", { store: name(holder.store_zh, holder.store_en) });
    if (await work.does(done, () => transferApi.wish(wish))) asked(id);
  };
  return { goods, item, stock, holder, quantity, find, choose: pick, turnTo, count, send };
}

export function AskGoods({ asking, desk }: { asking: Asking; desk: Work }) {
  const say = useTransferSay();
  const { goods } = asking;
  return (
    <>
      <header>
        <h2>{say("ask_title")}</h2>
      </header>
      <Typed
        label={say("ask_find")}
        hint=""
        go={say("ask_go")}
        most={FIND_MAX}
        quiet={goods !== null}
        focus
        desk={desk}
        onGo={asking.find}
      />
      {goods === null && <p class="muted">{say("ask_line")}</p>}
      {goods !== null && goods.goods.length === 0 && (
        <Empty icon="search" title={say("ask_none")}>
          <p>{say("ask_none_line")}</p>
        </Empty>
      )}
      {goods !== null && (
        <ul class="ask-goods">
          {goods.goods.map((row) => (
            <Goods key={row.sku} row={row} asking={asking} />
          ))}
        </ul>
      )}
      {goods?.more === true && <p class="muted">{say("ask_more")}</p>}
    </>
  );
}

function Goods({ row, asking }: { row: GoodsRow; asking: Asking }) {
  const say = useTransferSay();
  const name = useName();
  return (
    <li>
      <button type="button" class="ask-row pressable" aria-pressed={asking.item?.sku === row.sku} onClick={() => asking.choose(row)}>
        <img src={row.picture} alt="" />
        <span class="of">
          <b>{name(row.name_zh, row.name_en)}</b>
          <span>{name(row.variant_zh, row.variant_en)}</span>
          <small class="muted">{row.sku}</small>
        </span>
        <span class="muted">{say("ask_here", { n: row.here })}</span>
      </button>
    </li>
  );
}
