// A new transfer: from which store, to which, and what; how much of each is free there is said beside it.
import { useEffect, useState } from "preact/hooks";
import { newKey } from "../api/client.ts";
import type { FoundItem, StockRow } from "../api/hub.ts";
import { goodsApi } from "../api/replenishment.ts";
import { useAct } from "../design/act.ts";
import { Icon } from "../design/icon.tsx";
import { Note } from "../design/toast.tsx";
import { sum, useChain } from "./chain.ts";
import { PIECES_MAX, readCount } from "./choosing.ts";
import { Select, TextField } from "./fields.tsx";
import { Finder } from "./finder.tsx";
import { ItemWords, useItemName } from "./itemwords.tsx";
import { Head, Panel, useStoreName } from "./panel.tsx";
import { replaceRoute, to } from "./route.ts";
import { useSay } from "./words.ts";

const LINES_MAX = 200;

interface Line {
  item: FoundItem;
  stock: StockRow[]; // as it stood when the item was added
  pieces: string;
}

export function NewTransfer({ query }: { query: URLSearchParams }) {
  const say = useSay();
  const form = useTransferForm(query);
  return (
    <div class="sight">
      <Head back={[to("transfers"), say("nav_transfers")]} title={say("goods_new_title")} />
      <form class="new-transfer" onSubmit={(event) => void form.go(event)}>
        <Panel title={say("goods_route_title")} class="form">
          <Stores form={form} />
        </Panel>
        <Panel title={say("goods_lines")}>
          <Finder label={say("goods_add")} taken={new Set(form.lines.map((line) => line.item.sku))} onPick={form.add} />
          <Lines form={form} />
          {form.problem !== "" && <Note tone="red">{form.problem}</Note>}
          <button type="submit" class="button primary wide" disabled={form.busy || form.lines.length === 0}>
            {say("goods_send_to", { store: form.name(form.source), n: form.pieces })}
          </button>
        </Panel>
      </form>
    </div>
  );
}

function Stores({ form }: { form: TransferForm }) {
  const say = useSay();
  const { stores } = useChain();
  const options = stores.map((row): [string, string] => [row.store, form.name(row.store)]);
  return (
    <>
      <div class="pair">
        <Select label={say("goods_from")} value={form.source} options={options} onPick={form.from} />
        <Select label={say("goods_to")} value={form.target} options={options} onPick={form.to} />
      </div>
      {form.source === form.target && <Note tone="amber">{say("goods_same")}</Note>}
    </>
  );
}

function Lines({ form }: { form: TransferForm }) {
  const say = useSay();
  const names = useItemName(form.lines.map((line) => line.item));
  if (form.lines.length === 0) return <p class="muted lines-none">{say("goods_lines_none")}</p>;
  return (
    <ul class="wanted">
      {form.lines.map((line) => (
        <li key={line.item.sku}>
          <ItemWords sku={line.item.sku} item={line.item} />
          <TextField
            label={say("goods_pieces")}
            named={say("goods_pieces_of", { item: names(line.item.sku) })}
            inputMode="numeric"
            maxLength={7}
            first
            text={line.pieces}
            wrong={form.tried && readCount(line.pieces, 1) === null ? say("goods_pieces_wrong", { most: PIECES_MAX }) : ""}
            onText={(pieces) => form.put(line.item.sku, pieces)}
          />
          <Free line={line} form={form} />
          <button type="button" class="button round quiet" aria-label={say("goods_remove", { item: names(line.item.sku) })} onClick={() => form.remove(line.item.sku)}>
            <Icon name="trash" />
          </button>
        </li>
      ))}
    </ul>
  );
}

function Free({ line, form }: { line: Line; form: TransferForm }) {
  const say = useSay();
  const row = line.stock.find((one) => one.store === form.source);
  const n = row === undefined ? 0 : row.on_hand - row.allocated;
  const short = (readCount(line.pieces, 1) ?? 0) > n;
  return (
    <small class={short ? "amber-words" : "muted"}>
      {say(short ? "goods_free_short" : "goods_free_there", { store: form.name(form.source), n })}
    </small>
  );
}

type TransferForm = ReturnType<typeof useTransferForm>;

function useTransferForm(query: URLSearchParams) {
  const say = useSay();
  const acts = useAct();
  const chain = useChain();
  const name = useStoreName();
  const [id] = useState(newKey); // pressed twice it is one transfer
  const [source, from] = useState(query.get("source") ?? chain.stores[0]?.store ?? "");
  const [target, towards] = useState(query.get("target") ?? chain.stores.find((row) => row.store !== source)?.store ?? "");
  const [lines, setLines] = useState<Line[]>([]);
  const [tried, setTried] = useState(false);
  const counts = lines.map((line) => readCount(line.pieces, 1));
  const look = (sku: string): Promise<boolean> =>
    acts.read(async () => {
      const { item, stock } = await goodsApi.stock(sku);
      setLines((before) => (before.some((line) => line.item.sku === sku) ? before : [{ item, stock, pieces: "1" }, ...before]));
    });
  const add = ({ sku }: FoundItem): void => {
    if (lines.length < LINES_MAX) void look(sku);
    else chain.say(say("goods_full", { n: LINES_MAX }), "amber");
  };
  useEffect(() => {
    const sku = query.get("sku");
    if (sku !== null) void look(sku);
  }, []);
  const go = async (event: Event): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (source === target || counts.includes(null)) return;
    const wanted = lines.map((line) => ({ sku: line.item.sku, quantity: readCount(line.pieces, 1) ?? 0 }));
    if (!(await acts.run(() => goodsApi.ask({ transfer_id: id, source, target, lines: wanted })))) return;
    chain.say(say("goods_asked_done", { store: name(source) }));
    replaceRoute(to("transfers", [id]));
  };
  const put = (sku: string, pieces: string): void =>
    setLines((before) => before.map((line) => (line.item.sku === sku ? { ...line, pieces } : line)));
  const remove = (sku: string): void => setLines((before) => before.filter((line) => line.item.sku !== sku));
  const pieces = sum(counts.map((count) => count ?? 0));
  return { source, from, target, to: towards, lines, add, put, remove, tried, go, pieces, name, busy: acts.busy, problem: acts.problem };
}
