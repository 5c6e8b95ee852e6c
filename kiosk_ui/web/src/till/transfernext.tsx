// What comes next for a transfer: count, then send or receive; or say why nothing will be sent.
import { useState } from "preact/hooks";
import { transferApi, type TransferView } from "../api/transfers.ts";
import { Sheet } from "../design/sheet.tsx";
import { Note } from "../design/toast.tsx";
import { all, sum, turnOf } from "./counting.ts";
import { Typed } from "./tasknext.tsx";
import type { TaskDesk } from "./tasks.tsx";
import { useTransferSay, type Counting } from "./transfers.tsx";

const REASONS = ["not_found", "damaged", "needed"] as const;
const CODE_MAX = 128;

interface TransferNextProps {
  view: TransferView | null;
  counting: Counting;
  desk: TaskDesk;
}

export function TransferNext({ view, counting, desk }: TransferNextProps) {
  const say = useTransferSay();
  const turn = view === null ? "ended" : turnOf(view);
  return (
    <aside class="next task-next">
      {view !== null && (turn === "send" || turn === "receive") && (
        <Count view={view} turn={turn} counting={counting} desk={desk} />
      )}
      {view !== null && turn === "send" && <Refuse view={view} desk={desk} />}
      {view !== null && turn === "await" && <Note tone="blue">{say(`await_${view.transfer.way}`)}</Note>}
    </aside>
  );
}

interface CountProps {
  view: TransferView;
  turn: "send" | "receive";
  counting: Counting;
  desk: TaskDesk;
}

function Count({ view, turn, counting, desk }: CountProps) {
  const say = useTransferSay();
  const id = view.transfer.transfer_id;
  const done = sum(view.lines, counting.counted, turn);
  const [asking, ask] = useState(false);
  const send = async (reason: string): Promise<void> => {
    await desk.does(say("sent_done"), () => transferApi.send(id, counting.counted, reason));
    ask(false);
  };
  const go = (): void => {
    if (turn === "receive") void desk.does(say("received_done"), () => transferApi.receive(id, counting.counted));
    else if (done.missing > 0) ask(true);
    else void send("");
  };
  return (
    <>
      <Scan view={view} turn={turn} counting={counting} desk={desk} />
      {done.n > 0 && done.missing > 0 && <Note tone="amber">{say("fewer", { n: done.missing })}</Note>}
      {done.extra > 0 && <Note tone="amber">{say("extra", { n: done.extra })}</Note>}
      <button
        type="button"
        class="button primary wide"
        disabled={desk.acts.busy || (turn === "send" && done.n === 0)}
        onClick={go}
      >
        {say(turn, { n: done.n })}
      </button>
      {asking && (
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

function Refuse({ view, desk }: { view: TransferView; desk: TaskDesk }) {
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
          <button key={reason} type="button" class="button wide" disabled={busy} onClick={() => void onGo(say(`reason_${reason}`))}>
            {say(`reason_${reason}`)}
          </button>
        ))}
      </div>
    </Sheet>
  );
}
