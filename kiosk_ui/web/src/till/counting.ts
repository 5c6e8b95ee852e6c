// Counting goods out or in: what each line is counted against, which line a code means, what differs.
import type { Counted, TransferLine, TransferRow, TransferView } from "../api/transfers.ts";

const GTIN_DIGITS = 14;

export type Turn = "send" | "await" | "receive" | "ended";

// Whose turn it is here.
export function turnOf({ transfer }: TransferView): Turn {
  if (transfer.state === "asked") return transfer.way === "out" ? "send" : "await";
  if (transfer.state === "sent") return transfer.way === "in" ? "receive" : "await";
  return "ended";
}

// Whether this store has something to do for it: send what is asked of it, or count in what was sent here.
export function ours({ state, way }: TransferRow): boolean {
  return (state === "asked" && way === "out") || (state === "sent" && way === "in");
}

// What a line is counted against: what was asked for, or what was sent.
export function expected(line: TransferLine, turn: Turn): number {
  return turn === "send" ? line.quantity : line.sent;
}

// Whether a scanned or typed code means these goods; a barcode by its number, with or without leading noughts.
export function sameGoods({ sku, gtin }: { sku: string; gtin: string }, code: string): boolean {
  if (sku === code) return true;
  return gtin !== "" && /^\d+$/.test(code) && gtin.padStart(GTIN_DIGITS, "0") === code.padStart(GTIN_DIGITS, "0");
}

export function lineOf(lines: TransferLine[], code: string): TransferLine | null {
  return lines.find((line) => sameGoods(line, code)) ?? null;
}

export function none(lines: TransferLine[]): Counted {
  return Object.fromEntries(lines.map((line) => [line.sku, 0]));
}

export function all(lines: TransferLine[], turn: Turn): Counted {
  return Object.fromEntries(lines.map((line) => [line.sku, expected(line, turn)]));
}

export interface Sum {
  n: number;
  all: number;
  missing: number; // fewer than expected, over all lines
  extra: number;
}

export function sum(lines: TransferLine[], counted: Counted, turn: Turn): Sum {
  const found: Sum = { n: 0, all: 0, missing: 0, extra: 0 };
  for (const line of lines) {
    const n = counted[line.sku] ?? 0;
    const want = expected(line, turn);
    found.n += n;
    found.all += want;
    found.missing += Math.max(0, want - n);
    found.extra += Math.max(0, n - want);
  }
  return found;
}
