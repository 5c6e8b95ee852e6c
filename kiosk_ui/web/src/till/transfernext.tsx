// What comes next for a transfer: count, then send or receive; or say why nothing will be sent.
import { useState } from "preact/hooks";
import { transferApi, type TransferView } from "../api/transfers.ts";
import { Sheet } from "../design/sheet.tsx";
import { Note } from "../design/toast.tsx";
import { all, sum, turnOf, type Sum } from "./counting.ts";
import { Typed } from "./tasknext.tsx";
import { REASONS, useTransferSay, type Counting } from "./transfers.tsx";
import type { Work } from "./work.tsx";

const CODE_MAX = 128;

interface TransferNextProps {
  view: TransferView | null;
  counting: Counting;
  desk: Work;
}

export function TransferNext({ view, counting, desk }: TransferNextProps) {
  const turn = view === null ? "ended" : turnOf(view);
  return (
    <aside class="next task-next">
      {view !== null && (turn === "send" || turn === "receive") && (
        <Count view={view} turn={turn} counting={counting} desk={desk} />
      )}
      {view !== null && turn === "send" && <Refuse view={view} desk={desk} />}
      {view !== null && turn === "await" && <Await view={view} />}
    </aside>
  );
}

function Await({ view: { transfer } }: { view: TransferView }) {
  const say = useTransferSay();
  if (transfer.wished) return <Note tone="amber">{say("await_wished")}</Note>;
  return <Note tone="blue">{say(transfer.state === "sent" ? "await_out" : "await_in")}</Note>;
}

interface CountProps {
  view: TransferView;
  turn: "send" | "receive";
  counting: Counting;
  desk: Work;
}

function Count({ view, turn, counting, desk }: CountProps) {
  const say = useTransferSay();
  const id = view.transfer.transfer_id;
  const done = sum(view.lines, counting.counted, turn);
  const [asking, ask] = useState(false);
  const send = async (reason: string): Promise<void> => {
    if (await desk.does(say("sent_done"), () => transferApi.send(id, counting.counted, reason))) ask(false);
  };
  const receive = async (): Promise<void> => {
    if (await desk.does(say("received_done"), () => transferApi.receive(id, counting.counted))) ask(false);
  };
  const go = (): void => {
    if (done.missing > 0 || done.extra > 0) ask(true);
    else void (turn === "send" ? send("") : receive());
  };
  return (
    <>
      <Scan view={view} turn={turn} counting={counting} desk={desk} />
      {done.n > 0 && <Differs sum={done} />}
      <button
        type="button"
        class="button primary wide"
        disabled={desk.acts.busy || (turn === "send" && done.n === 0)}
        onClick={go}
      >
        {say(turn, { n: done.n })}
      </button>
      {asking && turn === "receive" && (
        <Sheet middle title={say("check_title")} onClose={() => ask(false)}>
          <Differs sum={done} />
          <p class="muted">{say("check_line")}</p>
          <button type="button" class="button primary wide" disabled={desk.acts.busy} onClick={() => void receive()}>
            {say("receive", { n: done.n })}
          </button>
        </Sheet>
      )}
      {asking && turn === "send" && (
        <Because
          title={say("short_title")}
          line={say("short_line", { n: done.missing })}
          busy={desk.acts.busy}
          onGo={send}
          onClose={() => ask(false)}
        />
      )}
    </>
  );
}

function Differs({ sum: { missing, extra } }: { sum: Sum }) {
  const say = useTransferSay();
  return (
    <>
      {missing > 0 && <Note tone="amber">{say("fewer", { n: missing })}</Note>}
      {extra > 0 && <Note tone="amber">{say("extra", { n: extra })}</Note>}
    </>
  );
}

function Scan({ view, turn, counting, desk }: CountProps) {
  const say = useTransferSay();
  return (
    <>
      <Typed
        quiet
        label={say("scan_label")}
        hint={say("scan_hint")}
        go={say("count")}
        most={CODE_MAX}
        desk={desk}
        onGo={async (code) => {
          counting.scan(code);
          return true;
        }}
      />
      <button type="button" class="button wide" onClick={() => counting.countAll(all(view.lines, turn))}>
        {say("all")}
      </button>
    </>
  );
}

function Refuse({ view, desk }: { view: TransferView; desk: Work }) {
  const say = useTransferSay();
  const [asking, ask] = useState(false);
  const refuse = async (reason: string): Promise<void> => {
    if (await desk.does(say("refused_done"), () => transferApi.refuse(view.transfer.transfer_id, reason))) ask(false);
  };
  return (
    <>
      <button type="button" class="button wide" onClick={() => ask(true)}>
        {say("refuse")}
      </button>
      {asking && (
        <Because
          title={say("refuse_title")}
          line={say("refuse_line")}
          busy={desk.acts.busy}
          onGo={refuse}
          onClose={() => ask(false)}
        />
      )}
    </>
  );
}

interface BecauseProps {
  title: string;
  line: string;
  busy: boolean;
  onGo: (reason: string) => Promise<void>;
  onClose: () => void;
}

// A reason is chosen before less leaves than is asked for, or nothing.
function Because({ title, line, busy, onGo, onClose }: BecauseProps) {
  const say = useTransferSay();
  return (
    <Sheet middle title={title} onClose={onClose}>
      <p class="muted">{line}</p>
      <div class="reasons">
        {REASONS.map((reason) => (
          <button key={reason} type="button" class="button wide" disabled={busy} onClick={() => void onGo(reason)}>
            {say(`reason_${reason}`)}
          </button>
        ))}
      </div>
    </Sheet>
  );
}
