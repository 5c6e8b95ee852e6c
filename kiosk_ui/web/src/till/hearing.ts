// What the till's own scanner read since this side of it was opened: each reading once, in order, one a render, so
// that whoever hears the second already knows what came of the first.
import { useEffect, useState } from "preact/hooks";
import type { Notice, TillView } from "../api/views.ts";
import { problemText, useLang } from "../words/language.tsx";
import { useSay } from "./words.ts";
import type { Work } from "./work.tsx";

export function useHeard({ notices }: TillView, hear: (notice: Notice) => void): void {
  const [last, heard] = useState(() => notices.at(-1)?.at_ms ?? 0);
  const next = after(notices, last);
  useEffect(() => {
    if (next === null) return;
    heard(next.at_ms);
    hear(next);
  }, [next?.at_ms]);
}

export function after(notices: Notice[], last_ms: number): Notice | null {
  return notices.find((one) => one.at_ms > last_ms) ?? null;
}

// Where goods are counted: a scanned item is a piece, by its SKU; why anything else is none, is said.
export function useScans(view: TillView, { tell }: Work, scanned: (sku: string) => void): void {
  const { lang } = useLang();
  const say = useSay();
  useHeard(view, ({ code, text }) => {
    if (code === "item_scanned") scanned(text);
    else if (code === "order_scanned") tell(say("scanned_order", { number: text }), "amber");
    else tell(problemText(lang, code, { text }), "red");
  });
}
