// Goods for and from other stores: counted out by scanning, counted in as they really came.
import { useEffect, useState } from "preact/hooks";
import { transferApi, type Counted, type TransferRow, type TransferView } from "../api/transfers.ts";
import type { TillView } from "../api/views.ts";
import { Icon } from "../design/icon.tsx";
import { Unread, useRead, type Read } from "../design/read.tsx";
import { Empty } from "../design/toast.tsx";
import { useName, words } from "../words/language.tsx";
import { en } from "../words/en/transfers.ts";
import { zh } from "../words/zh/transfers.ts";
import { AskGoods, useAsking } from "./asking.tsx";
import { AskNext } from "./askingnext.tsx";
import { expected, lineOf, none, ours, turnOf } from "./counting.ts";
import { useHeard, useScans } from "./hearing.ts";
import { TransferLines } from "./transferlines.tsx";
import { TransferNext } from "./transfernext.tsx";
import { Said, useWork, type Work } from "./work.tsx";

export const useTransferSay = words(zh, en);
export const REASONS = ["not_found", "damaged", "needed"] as const;
const SAID = [...REASONS, "no_store", "no_item", "transfers_open"] as const; // the last by the centre

export interface Counting {
  counted: Counted;
  count: (sku: string, quantity: number) => void;
  countAll: (counted: Counted) => void;
  scan: (code: string) => void;
}

export function Transfers({ view }: { view: TillView }) {
  const say = useTransferSay();
  const work = useWork();
  const [picked, pick] = useState(() => (view.transfers.find(ours) ?? view.transfers[0])?.transfer_id ?? "");
  const read = useTransfer(picked, [...view.transfers, ...view.transfers_ended], view.now_ms);
  const shown = read.body;
  const counting = useCounting(shown, work);
  const [wanting, want] = useState(false);
  useScans(view, work, (sku) => !wanting && counting.scan(sku));
  const look = (transferId: string): void => {
    pick(transferId);
    want(false);
  };
  const few = view.transfers.length === 0;
  const list = { rows: view.transfers, ended: view.transfers_ended, onPick: look, onAsk: () => want(true) };
  if (wanting) return <Wanting view={view} list={list} work={work} onDone={look} onStop={() => want(false)} />;
  return (
    <>
      <TransferList {...list} picked={picked} />
      <section class="order task">
        {picked === "" && (
          <Empty icon="truck" title={say(few ? "list_none" : "pick_title")}>
            <p>{say(few ? "list_none_line" : "pick_line")}</p>
          </Empty>
        )}
        {picked !== "" && shown === null && <Unread read={read} />}
        {shown !== null && <TransferLines key={picked} view={shown} counting={counting} />}
      </section>
      <TransferNext key={`${picked} ${shown?.transfer.state}`} view={shown} counting={counting} desk={work} />
      <Said work={work} />
    </>
  );
}

interface WantingProps {
  view: TillView;
  list: Omit<TransferListProps, "picked">;
  work: Work;
  onDone: (transferId: string) => void;
  onStop: () => void;
}

function Wanting({ view, list, work, onDone, onStop }: WantingProps) {
  const asking = useAsking(work, view.now_ms, onDone);
  useHeard(view, ({ code, text }) => code === "item_scanned" && void asking.find(text));
  return (
    <>
      <TransferList {...list} picked="" />
      <section class="order task">
        <AskGoods asking={asking} desk={work} />
      </section>
      <AskNext asking={asking} desk={work} onStop={onStop} />
      <Said work={work} />
    </>
  );
}

// The transfer that is looked at, read again whenever its row changes; one that ended is shown as it ended.
function useTransfer(picked: string, rows: TransferRow[], now_ms: number): Read<TransferView> {
  const row = rows.find((one) => one.transfer_id === picked);
  const state = row === undefined ? "" : `${row.state} ${row.wished}`;
  return useRead(picked, () => transferApi.transfer(picked), state, now_ms);
}

function useCounting(view: TransferView | null, { tell }: Work): Counting {
  const say = useTransferSay();
  const [counted, countAll] = useState<Counted>({});
  const lines = view?.lines ?? [];
  const turn = view === null ? "ended" : turnOf(view);
  useEffect(() => countAll(none(lines)), [view?.transfer.transfer_id, turn]);
  const count = (sku: string, quantity: number): void => countAll((before) => ({ ...before, [sku]: quantity }));
  const scan = (code: string): void => {
    if (turn !== "send" && turn !== "receive") return;
    const line = lineOf(lines, code);
    if (line === null) return tell(say("not_listed", { code }), "red");
    if (turn === "send" && (counted[line.sku] ?? 0) >= expected(line, turn)) return tell(say("enough"), "amber");
    count(line.sku, (counted[line.sku] ?? 0) + 1);
  };
  return { counted, count, countAll, scan };
}

interface TransferListProps {
  rows: TransferRow[];
  ended: TransferRow[];
  picked: string;
  onPick: (transferId: string) => void;
  onAsk: () => void;
}

function TransferList({ rows, ended, picked, onPick, onAsk }: TransferListProps) {
  const say = useTransferSay();
  const list = (some: TransferRow[]) => (
    <ul>
      {some.map((row) => (
        <Row key={row.transfer_id} row={row} picked={row.transfer_id === picked} onPick={onPick} />
      ))}
    </ul>
  );
  return (
    <aside class="queue tasks" aria-label={say("list_title")}>
      <h2>{say("list_title")}</h2>
      <button type="button" class="button ask" onClick={onAsk}>
        <Icon name="plus" />
        {say("ask")}
      </button>
      {list(rows)}
      {ended.length > 0 && (
        <section class="ended" aria-label={say("ended_title")}>
          <h3>{say("ended_title")}</h3>
          {list(ended)}
        </section>
      )}
    </aside>
  );
}

interface RowProps {
  row: TransferRow;
  picked: boolean;
  onPick: (transferId: string) => void;
}

function Row({ row, picked, onPick }: RowProps) {
  const say = useTransferSay();
  return (
    <li>
      <button type="button" class="task-row pressable" aria-pressed={picked} onClick={() => onPick(row.transfer_id)}>
        <Title row={row} />
        <StateBadge row={row} />
        <span class="muted">
          <Icon name={row.way === "out" ? "truck" : "bag"} />
          {piecesWords(row, say)}
        </span>
        <Differs row={row} />
      </button>
    </li>
  );
}

// What became of the pieces: what was asked for, and once it left and came, how many did.
function piecesWords(row: TransferRow, say: ReturnType<typeof useTransferSay>): string {
  if (row.state !== "received") return say("pieces", { n: row.pieces });
  if (row.pieces === row.sent && row.sent === row.received) return say("all_received", { n: row.received });
  return say("asked_sent_received", { n: row.pieces, sent: row.sent, received: row.received });
}

function Differs({ row }: { row: TransferRow }) {
  const say = useTransferSay();
  const said: string[] = [];
  if (row.fewer > 0) said.push(say("fewer", { n: row.fewer }));
  if (row.more > 0) said.push(say("extra", { n: row.more }));
  if (row.reason !== "") said.push(reasonWords(row, say));
  if (said.length === 0) return null;
  return (
    <small class="amber-words">
      <Icon name="warn" />
      {said.join(" · ")}
    </small>
  );
}

export function Title({ row }: { row: TransferRow }) {
  const say = useTransferSay();
  const name = useName();
  return <b>{say(row.way, { store: name(row.store_zh, row.store_en) })}</b>;
}

// A reason by its code, in the reader's language; another one as it was written.
export function reasonWords({ reason, way }: TransferRow, say: ReturnType<typeof useTransferSay>): string {
  if (reason === "needed" && way === "in") return say("reason_needed_there");
  const known = SAID.find((one) => one === reason);
  return known === undefined ? reason : say(`reason_${known}`);
}

export function StateBadge({ row }: { row: TransferRow }) {
  const say = useTransferSay();
  const open = row.state === "asked" || row.state === "sent";
  const tone = !open ? (row.state === "received" ? "green" : "") : ours(row) || row.wished ? "amber" : "blue";
  if (row.wished) return <span class={`badge ${tone}`}>{say("transfer_wished_in")}</span>;
  return (
    <span class={`badge ${tone}`}>
      {say(row.state === "asked" || row.state === "sent" ? `transfer_${row.state}_${row.way}` : `transfer_${row.state}`)}
    </span>
  );
}
