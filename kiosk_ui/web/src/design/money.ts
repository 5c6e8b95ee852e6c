// Integer fen as people read them.
export interface PriceParts {
  minus: boolean;
  yuan: string;
  fen: string;
}

// `exact` keeps the fen even where they are nought, as sums do and labels do not.
export function priceParts(amount_fen: number, exact: boolean): PriceParts {
  const size = Math.abs(Math.trunc(amount_fen));
  const fen = size % 100;
  const yuan = String((size - fen) / 100).replace(/\B(?=(\d{3})+$)/g, ",");
  return { minus: amount_fen < 0, yuan, fen: fen === 0 && !exact ? "" : `.${String(fen).padStart(2, "0")}` };
}

export function money(amount_fen: number): string {
  const { minus, yuan, fen } = priceParts(amount_fen, true);
  return `${minus ? "-" : ""}¥${yuan}${fen}`;
}

// What a person has typed as yuan, in fen; null where it is no amount.
export function readYuan(text: string): number | null {
  const found = /^(\d{1,7})(?:\.(\d{0,2}))?$/.exec(text);
  if (found === null) return null;
  return Number(found[1]) * 100 + Number((found[2] ?? "").padEnd(2, "0"));
}

const NOTES_FEN = [1_000, 2_000, 5_000, 10_000];
const HUNDRED_FEN = 10_000;
const QUICK_MAX = 4;

// The sums a shopper is likely to hand over for `due_fen`: exact first, then the next round ones.
export function quickAmounts(due_fen: number): number[] {
  const rounded = NOTES_FEN.map((note) => Math.ceil(due_fen / note) * note);
  const next = Math.ceil((due_fen + 1) / HUNDRED_FEN) * HUNDRED_FEN;
  return [...new Set([due_fen, ...rounded, next])].sort((a, b) => a - b).slice(0, QUICK_MAX);
}
