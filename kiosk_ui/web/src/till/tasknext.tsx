// What comes next for a task: answer, scan, pack, hand over. The pick-up by code is always at hand.
import { useEffect, useRef, useState } from "preact/hooks";
import { taskApi, type RejectReason, type TaskView } from "../api/tasks.ts";
import { Icon } from "../design/icon.tsx";
import { Sheet } from "../design/sheet.tsx";
import { Note } from "../design/toast.tsx";
import { Label } from "./label.tsx";
import { stepOf } from "./picking.ts";
import { useTaskSay } from "./tasks.tsx";
import { useSay } from "./words.ts";
import type { Work } from "./work.tsx";

const REASONS: RejectReason[] = ["no_stock", "damaged", "too_busy", "closing", "other"];
const CODE_MAX = 128;
const TRACKING_MAX = 64;
const PICKUP_MAX = 12;

interface TaskNextProps {
  task: TaskView | null;
  desk: Work;
}

export function TaskNext({ task, desk }: TaskNextProps) {
  const say = useTaskSay();
  const step = task === null ? null : stepOf(task);
  return (
    <aside class="next task-next">
      {task !== null && step === "answer" && <Answer task={task} desk={desk} />}
      {task !== null && step === "pick" && (
        <Typed
          label={say("scan_label")}
          hint={say("scan_hint")}
          go={say("tap")}
          most={CODE_MAX}
          desk={desk}
          onGo={(code) => desk.does(say("picked_one"), () => taskApi.pick(task.task_id, code))}
        />
      )}
      {task !== null && step === "pack" && <Pack task={task} desk={desk} />}
      {task !== null && !task.confirmed && step !== "answer" && <Note tone="amber">{say("not_confirmed")}</Note>}
      {task !== null && step === "carrier" && <Address task={task} />}
      {task !== null && step === "carrier" && (
        <Typed
          empty
          label={say("tracking")}
          hint=""
          go={say("carrier")}
          most={TRACKING_MAX}
          desk={desk}
          onGo={(tracking) => desk.does(say("carrier_done"), () => taskApi.carrier(task.task_id, tracking))}
        />
      )}
      <Typed
        quiet={step !== "pickup"}
        label={say("pickup_code")}
        hint={say("pickup_hint")}
        go={say("pickup")}
        most={PICKUP_MAX}
        desk={desk}
        onGo={(code) => desk.does(say("pickup_done"), () => taskApi.pickup(code))}
      />
    </aside>
  );
}

function Pack({ task, desk }: { task: TaskView; desk: Work }) {
  const say = useTaskSay();
  return (
    <button
      type="button"
      class="button primary wide"
      disabled={desk.acts.busy}
      onClick={() => void desk.does(say("packed_done"), () => taskApi.pack(task.task_id))}
    >
      {say(task.way === "ship" ? "pack" : "put_ready")}
    </button>
  );
}

// Whom the packed parcel goes to, while it is still here.
function Address({ task }: { task: TaskView }) {
  const say = useSay();
  const [shown, show] = useState(false);
  if (task.contact === null) return null;
  return (
    <>
      <button type="button" class="button wide" onClick={() => show(true)}>
        <Icon name="home" />
        {say("label")}
      </button>
      {shown && <Label of={task.task_id} read={() => taskApi.label(task.task_id)} onClose={() => show(false)} />}
    </>
  );
}

function Answer({ task, desk }: { task: TaskView; desk: Work }) {
  const say = useTaskSay();
  const [asking, ask] = useState(false);
  const reject = async (reason: RejectReason): Promise<void> => {
    if (await desk.does(say("rejected_done"), () => taskApi.reject(task.task_id, reason))) ask(false);
  };
  return (
    <>
      <button
        type="button"
        class="button primary wide"
        disabled={desk.acts.busy}
        onClick={() => void desk.does(say("accepted_done"), () => taskApi.accept(task.task_id))}
      >
        {say("accept")}
      </button>
      <button type="button" class="button wide" onClick={() => ask(true)}>
        {say("reject")}
      </button>
      {asking && (
        <Sheet middle title={say("reject_title")} onClose={() => ask(false)}>
          <p class="muted">{say("reject_line")}</p>
          <div class="reasons">
            {REASONS.map((reason) => (
              <button key={reason} type="button" class="button wide" disabled={desk.acts.busy} onClick={() => void reject(reason)}>
                {say(`reason_${reason}`)}
              </button>
            ))}
          </div>
        </Sheet>
      )}
    </>
  );
}

// Whether the next step's field has taken the focus meanwhile.
function writingElsewhere(field: HTMLInputElement | null): boolean {
  return document.activeElement instanceof HTMLInputElement && document.activeElement !== field;
}

interface TypedProps {
  label: string;
  hint: string;
  go: string;
  most: number;
  empty?: boolean; // nothing may be typed, too
  quiet?: boolean; // not the next step
  focus?: boolean; // whether it is written into from the start; else where it is the next step
  desk: Work;
  onGo: (text: string) => Promise<boolean>;
}

// A field that a scanner which types can fill; Enter goes, and the next scan finds it empty.
export function Typed({ label, hint, go, most, empty = false, quiet = false, focus = !quiet, desk, onGo }: TypedProps) {
  const [text, type] = useState("");
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (focus) field.current?.focus();
  }, []);
  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    const typed = text.trim();
    if (typed === "" && !empty) return;
    type("");
    await onGo(typed);
    if (!writingElsewhere(field.current)) field.current?.focus();
  };
  return (
    <form class="typed-act" onSubmit={(event) => void send(event)}>
      <label class="field">
        <span>{label}</span>
        <input ref={field} value={text} maxLength={most} placeholder={hint} autoComplete="off" onInput={(event) => type(event.currentTarget.value)} />
      </label>
      <button type="submit" class={`button wide ${quiet ? "" : "primary"}`} disabled={desk.acts.busy || (text.trim() === "" && !empty)}>
        {go}
      </button>
    </form>
  );
}
