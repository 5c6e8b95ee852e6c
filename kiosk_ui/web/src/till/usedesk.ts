// The desk's state: which order lies on it, read again with every revision, and the acts a cashier has.
import { useEffect, useState } from "preact/hooks";
import { tillApi } from "../api/staff.ts";
import type { OrderView, TillView } from "../api/views.ts";
import { useAct } from "../design/act.ts";
import { useRead, type Read } from "../design/read.tsx";
import { problemText, useLang } from "../words/language.tsx";
import { CASH_FIELD, FIND_FIELD, focusField, type Asked, type Desk, type Found } from "./desk.ts";
import { duties, findRow, rows, tabOf, type Act } from "./duties.ts";
import { useHeard } from "./hearing.ts";
import { useSay } from "./words.ts";

const SAID_MS = 5_000;
const UNLISTED_MS = 2_000;

export function useDeskOf(view: TillView, rev: number): Desk {
  const [picked, setPicked] = useState("");
  const [asked, ask] = useState<Asked>(null);
  const [said, say] = useSaid();
  const acts = useAct();
  const speak = useSay();
  const read = useRead(picked, () => tillApi.order(picked), rev);
  const order = read.body;
  useUnlisted(view, read);
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
    if (!went) return false;
    say(words);
    ask(null);
    read.again();
    return true;
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

// No news of the live view tells of an order that it does not list: that one is read now and then.
function useUnlisted(view: TillView, { body, again }: Read<OrderView>): void {
  const unlisted = body !== null && tabOf(view, body.order_id) === null;
  useEffect(() => {
    if (!unlisted) return undefined;
    const timer = setInterval(again, UNLISTED_MS);
    return () => clearInterval(timer);
  }, [unlisted]);
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
