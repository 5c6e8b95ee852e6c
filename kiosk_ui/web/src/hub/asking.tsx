// What the store of an order was asked to do with it, what it answered, and asking it.
import { useState } from "preact/hooks";
import { newKey } from "../api/client.ts";
import { hubApi, paths, type Asked, type OrderAsks, type OrderFile } from "../api/hub.ts";
import { useAct } from "../design/act.ts";
import { Sheet } from "../design/sheet.tsx";
import { Note } from "../design/toast.tsx";
import { momentIn } from "../design/zone.ts";
import { isCode, useLang, useProblem } from "../words/language.tsx";
import { mayAsk, type Ask } from "./asks.ts";
import { useChain } from "./chain.ts";
import { Select, TextField } from "./fields.tsx";
import { Panel, Pending, useStoreName } from "./panel.tsx";
import { usePoll } from "./poll.ts";
import { askedState } from "./sentences.ts";
import { useSay, type SayHub } from "./words.ts";

export function Asking({ file }: { file: OrderFile }) {
  const say = useSay();
  const sentence = useProblem();
  const [open, setOpen] = useState<Ask | null>(null);
  const { body, code, again } = usePoll<OrderAsks>(paths.asks(file.order.order_id));
  const { now_ms } = useChain();
  const ask = mayAsk(file);
  const quiet = body !== null && !body.asks.some((one) => askedState(one, now_ms) === "asked_asked");
  if (ask === "none" && body?.asks.length === 0) return null;
  return (
    <Panel title={say("asking_title")}>
      {body === null ? <Pending code={code} /> : <Answers asks={body.asks} />}
      {ask === "cash" && <p class="muted">{sentence("cash_by_hand")}</p>}
      {quiet && (ask === "refund" || ask === "cancel") && (
        <p class="asking">
          <button type="button" class="button" onClick={() => setOpen(ask)}>
            {say(`asking_${ask}`)}
          </button>
        </p>
      )}
      {open !== null && (
        <AskSheet
          file={file}
          kind={open}
          onClose={() => {
            setOpen(null);
            again();
          }}
        />
      )}
    </Panel>
  );
}

function Answers({ asks }: { asks: Asked[] }) {
  const say = useSay();
  const sentence = useProblem();
  const { lang } = useLang();
  const { zone, now_ms } = useChain();
  const answered = (answer: string): string => {
    if (answer === "late") return say("answer_late");
    return isCode(answer) ? sentence(answer) : answer;
  };
  return (
    <ul class="lines">
      {asks.map((one) => (
        <li key={one.command_id}>
          <span>
            <b>{say("asking_by", { kind: say(one.kind === "refund" ? "asking_kind_refund" : "asking_kind_cancel"), by: one.asked_by })}</b>
            <small class="muted">{[momentIn(one.asked_ms, zone, lang), one.reason].join(" · ")}</small>
            {one.answer !== "" && <small>{answered(one.answer)}</small>}
          </span>
          <span class={`badge ${TONES[askedState(one, now_ms)]}`}>{stateWords(one, now_ms, say)}</span>
        </li>
      ))}
    </ul>
  );
}

const TONES = { asked_asked: "blue", asked_late: "amber", asked_done: "green", asked_refused: "red" };

function stateWords(one: Asked, now_ms: number, say: SayHub): string {
  const state = askedState(one, now_ms);
  if (state === "asked_done") return say(one.kind === "refund" ? "asking_done_refund" : "asking_done_cancel");
  if (state === "asked_refused") return say("asking_refused");
  return say(state === "asked_late" ? "asking_late" : "asking_asked");
}

function AskSheet({ file, kind, onClose }: { file: OrderFile; kind: Ask; onClose: () => void }) {
  const say = useSay();
  const acts = useAct();
  const chain = useChain();
  const name = useStoreName();
  const [id] = useState(newKey); // pressed twice it is asked once
  const [reason, setReason] = useState("");
  const [goods, setGoods] = useState("keep");
  const [tried, setTried] = useState(false);
  const go = async (event: Event): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (reason.trim() === "") return;
    const wish = { command_id: id, kind, reason: reason.trim(), restock: kind === "refund" && goods === "restock" };
    if (await acts.run(() => hubApi.ask(file.order.order_id, wish))) {
      chain.say(say("asking_sent", { store: name(file.store) }));
      onClose();
    }
  };
  return (
    <Sheet title={say(`asking_${kind}`)} middle onClose={onClose}>
      <form class="form" onSubmit={(event) => void go(event)}>
        <p class="muted">{say(`asking_${kind}_line`)}</p>
        {kind === "refund" && (
          <Select
            label={say("asking_goods")}
            value={goods}
            options={[
              ["keep", say("asking_keep")],
              ["restock", say("asking_restock")],
            ]}
            onPick={setGoods}
          />
        )}
        <TextField
          first
          label={say("asking_reason")}
          hint={say("asking_reason_hint")}
          text={reason}
          wrong={tried && reason.trim() === "" ? say("asking_reason_needed") : ""}
          onText={setReason}
        />
        {acts.problem !== "" && <Note tone="red">{acts.problem}</Note>}
        <button type="submit" class="button primary wide" disabled={acts.busy}>
          {say(`asking_${kind}`)}
        </button>
      </form>
    </Sheet>
  );
}
