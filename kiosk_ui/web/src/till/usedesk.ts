// The desk's state: which order lies on it, read again with every revision, and the acts a cashier has.
import { useEffect, useState } from "preact/hooks";
import { tillApi } from "../api/staff.ts";
import type { TillView } from "../api/views.ts";
import { useAct } from "../design/act.ts";
import { useRead } from "../design/read.tsx";
import { problemText, useLang } from "../words/language.tsx";
import { CASH_FIELD, FIND_FIELD, focusField, type Asked, type Desk, type Found } from "./desk.ts";
import { duties, findRow, rows, type Act } from "./duties.ts";
import { useHeard } from "./hearing.ts";
import { useSay } from "./words.ts";

const SAID_MS = 5_000;

export function useDeskOf(view: TillView, rev: number): Desk {
  const [picked, setPicked] = useState("");
  const [asked, ask] = useState<Asked>(null);
  const [said, say] = useSaid();
  const acts = useAct();
  const speak = useSay();
  const read = useRead(picked, () => tillApi.order(picked), rev);
  const order = read.body;
  const can = duties(order);
  const id = order?.order_id ?? "";
  const pick = (orderId: string): void => {
    setPicked(orderId);
    acts.forget();
    say("");
  };
  // Among what is listed, else among all orders this store ever took.
  const find = async (number: string): Promise<Found> => {
    let id = findRow(rows(view), number)?.order_id ?? "";
    if (id === "" && !(await acts.read(async () => (id = (await tillApi.numbered(number))[0]?.order_id ?? "")))) return "unknown";
    if (id === "") return "none";
    pick(id);
    return "found";
  };
  const then = async (words: string, done: () => Promise<unknown>): Promise<boolean> => {
    const went = await acts.run(done);
    if (went) say(words);
    if (went) ask(null);
    return went;
  };
  const act = (wanted: Act): void => {
    if (!can.has(wanted)) return say(speak("cannot"));
    if (wanted === "find") focusField(FIND_FIELD);
    if (wanted === "cash") focusField(CASH_FIELD);
    if (wanted === "back") pick("");
    if (wanted === "refund" || wanted === "cancel" || wanted === "label") ask(wanted);
    if (wanted === "receipt") void then(speak("receipt_sent"), () => tillApi.receipt(id));
    if (wanted === "hand_over") void then(speak("handed_over"), () => tillApi.handOver(id));
    if (wanted === "ship") void then(speak("shipped"), () => tillApi.ship(id));
  };
  return {
    ...{ view, read, order, acts, can, said, asked, ask, pick, find, say, act },
    cash: (given_fen) => then("", () => tillApi.cash(id, given_fen)),
    refund: (reason, restock) => then(speak("refund_done"), () => tillApi.refund(id, reason, restock)),
    cancel: (reason) => then(speak("cancelled"), () => tillApi.cancel(id, reason)),
  };
}

// What was just said to the cashier; it fades by itself.
function useSaid(): [string, (words: string) => void] {
  const [said, say] = useState("");
  useEffect(() => {
    if (said === "") return undefined;
    const timer = setTimeout(() => say(""), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  return [said, say];
}

// A scanned order number opens its order; any other notice is said in words.
export function useNumbers({ view, find, say }: Desk): void {
  const { lang } = useLang();
  const speak = useSay();
  useHeard(view, ({ code, text }) => {
    if (code !== "order_scanned") return say(problemText(lang, code, { text }));
    void find(text).then((found) => found === "none" && say(speak("order_elsewhere", { number: text })));
  });
}
