// One item: what it is, where it stands, what it costs; a price can be changed and a store asked to correct.
import { useState } from "preact/hooks";
import { paths, type ItemFile, type PriceRow, type StockRow } from "../api/hub.ts";
import { Icon } from "../design/icon.tsx";
import { Price } from "../design/price.tsx";
import { Table, type Column } from "../design/table.tsx";
import { momentIn } from "../design/zone.ts";
import { useLang, useName } from "../words/language.tsx";
import { sum, useChain } from "./chain.ts";
import { Correction } from "./correction.tsx";
import { Drawing, variantWords } from "./items.tsx";
import { Ago, Head, Panel, Pending, useStoreName } from "./panel.tsx";
import { usePoll } from "./poll.ts";
import { PriceSheet } from "./price.tsx";
import { to } from "./route.ts";
import { useSay, type SayHub } from "./words.ts";

export function Item({ sku }: { sku: string }) {
  const { body, code, again } = usePoll<ItemFile>(paths.item(sku));
  if (body === null) return <Pending code={code} values={{ sku }} />;
  return (
    <div class="sight">
      <ItemHead file={body} />
      <StockPanel file={body} />
      <PricesPanel file={body} onChanged={again} />
    </div>
  );
}

function ItemHead({ file }: { file: ItemFile }) {
  const say = useSay();
  const name = useName();
  const { item } = file;
  return (
    <>
      <Head back={[to("items"), say("items_title")]} title={name(item.name_zh, item.name_en)}>
        <p class="muted">{variantWords(item, name)}</p>
      </Head>
      <section class="panel item-head">
        <Drawing item={item} />
        <dl>
          <dt>{say("sku")}</dt>
          <dd>{item.sku}</dd>
          <dt>{say("gtin")}</dt>
          <dd>{item.gtin.replace(/^0(?=\d{13}$)/, "")}</dd>
        </dl>
        <p class="chain-price">
          <span class="muted">{say("chain_price")}</span>
          {item.price_fen > 0 ? <Price fen={item.price_fen} /> : <b>{say("no_price")}</b>}
        </p>
      </section>
    </>
  );
}

function StockPanel({ file }: { file: ItemFile }) {
  const say = useSay();
  const name = useStoreName();
  const [store, ask] = useState<string | null>(null);
  const total = sum(file.stock.map((row) => row.on_hand - row.allocated));
  return (
    <Panel
      title={say("stock_title")}
      more={
        <div class="stock-more">
          <a class="button quiet" href={to("limits", [], { q: file.item.sku })}>
            {say("limits_title")}
          </a>
          <a class="button quiet" href={to("transfers", [], { new: "1", sku: file.item.sku })}>
            {say("goods_new")}
          </a>
          <p class="total">
            <span class="muted">{say("available_all")}</span>
            <b>{total}</b>
          </p>
        </div>
      }
    >
      <Table
        rows={file.stock}
        columns={stockColumns(say, name, file.stock, ask)}
        first={{ key: "available", down: true }}
        rowKey={(row) => row.store}
        file={`stock-${file.item.sku}.csv`}
        exportWords={say("export")}
        sortWords={(title) => say("sort_by", { column: title })}
        none={say("stock_none")}
      />
      {store !== null && <Correction sku={file.item.sku} store={store} onClose={() => ask(null)} />}
    </Panel>
  );
}

function stockColumns(
  say: SayHub,
  name: (id: string) => string,
  rows: StockRow[],
  ask: (store: string) => void,
): Column<StockRow>[] {
  const most = Math.max(1, ...rows.map((row) => row.on_hand - row.allocated));
  const free = (row: StockRow): number => row.on_hand - row.allocated;
  return [
    {
      key: "store",
      title: say("store"),
      value: (row) => name(row.store),
      shown: (row) => (
        <a href={to("stores", [row.store])}>
          <b>{name(row.store)}</b>
        </a>
      ),
    },
    {
      key: "available",
      title: say("available"),
      value: free,
      shown: (row) => (
        <span class="measure">
          <b class={free(row) < 0 ? "red-words" : ""}>{free(row)}</b>
          <i style={{ width: `${(100 * Math.max(0, free(row))) / most}%` }} />
          {row.on_hand < 0 && <small class="red-words">{say("below_zero")}</small>}
        </span>
      ),
    },
    { key: "on_hand", title: say("on_hand"), value: (row) => row.on_hand, number: true },
    { key: "allocated", title: say("allocated"), value: (row) => row.allocated, number: true },
    {
      key: "as_of",
      title: say("as_of"),
      value: (row) => row.as_of_ms,
      shown: (row) => <Ago at_ms={row.as_of_ms} />,
      exported: (row) => new Date(row.as_of_ms).toISOString(),
    },
    {
      key: "correct",
      title: say("correct"),
      value: () => "",
      still: true,
      shown: (row) => <CorrectButton name={name(row.store)} onClick={() => ask(row.store)} />,
    },
  ];
}

function CorrectButton({ name, onClick }: { name: string; onClick: () => void }) {
  const say = useSay();
  return (
    <button type="button" class="button small" aria-label={`${say("correct")}: ${name}`} onClick={onClick}>
      <Icon name="swap" />
      {say("correct")}
    </button>
  );
}

function PricesPanel({ file, onChanged }: { file: ItemFile; onChanged: () => void }) {
  const say = useSay();
  const [open, setOpen] = useState(false);
  return (
    <Panel
      title={say("prices_title")}
      more={
        <button type="button" class="button ink" onClick={() => setOpen(true)}>
          {say("price_change")}
        </button>
      }
    >
      {file.prices.length === 0 && <p class="muted">{say("prices_none")}</p>}
      <ul class="prices">
        {file.prices.map((row) => (
          <PriceLine key={`${row.store}|${row.effective_from_ms}`} row={row} />
        ))}
      </ul>
      {open && (
        <PriceSheet
          file={file}
          onClose={() => setOpen(false)}
          onChanged={() => {
            setOpen(false);
            onChanged();
          }}
        />
      )}
    </Panel>
  );
}

function PriceLine({ row }: { row: PriceRow }) {
  const say = useSay();
  const scope = useScope();
  const { zone } = useChain();
  const { lang } = useLang();
  const from = row.effective_from_ms === 0 ? say("price_always") : momentIn(row.effective_from_ms, zone, lang);
  return (
    <li>
      <b>{scope(row.store)}</b>
      <span class={`badge ${row.holds ? "green" : "blue"}`}>{say(row.holds ? "price_holds" : "price_later")}</span>
      <span class="muted">
        {say("price_from")} {from}
      </span>
      {row.set_by !== "" && (
        <small class="muted">{say("price_by", { by: row.set_by, time: momentIn(row.set_ms, zone, lang) })}</small>
      )}
      <span class="cost">
        {row.list_price_fen > 0 && (
          <s class="muted">
            <Price fen={row.list_price_fen} plain />
          </s>
        )}
        <Price fen={row.price_fen} />
      </span>
    </li>
  );
}

function useScope(): (store: string) => string {
  const say = useSay();
  const name = useStoreName();
  return (store) => (store === "" ? say("price_chain") : name(store));
}
