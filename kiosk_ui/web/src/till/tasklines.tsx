// What to fetch: each line large, with its picture and how many are still missing.
import { useState } from "preact/hooks";
import { taskApi, type ShortReason, type TaskLine, type TaskView } from "../api/tasks.ts";
import { Icon } from "../design/icon.tsx";
import { Sheet } from "../design/sheet.tsx";
import { useName } from "../words/language.tsx";
import { pickedOf, stepOf } from "./picking.ts";
import { deadlineWords, useTaskSay } from "./tasks.tsx";
import type { Work } from "./work.tsx";

const REASONS: ShortReason[] = ["not_found", "damaged", "not_for_sale"];

interface TaskLinesProps {
  task: TaskView;
  desk: Work;
  now_ms: number;
}

export function TaskLines({ task, desk, now_ms }: TaskLinesProps) {
  const say = useTaskSay();
  const [short, ask] = useState<TaskLine | null>(null);
  const done = pickedOf(task);
  return (
    <>
      <header>
        <h2>{task.number}</h2>
        <span class={`badge ${task.state === "asked" ? "amber" : "blue"}`}>{say(`task_${task.state}`)}</span>
        <span class="badge">{say(`way_${task.way}`)}</span>
      </header>
      <div class="progress">
        <progress max={done.all} value={done.n} aria-label={say("picked_of", done)} />
        <b>{say("picked_of", done)}</b>
      </div>
      {task.state === "asked" && <p class="amber-words">{deadlineWords(task, now_ms, say)}</p>}
      <ul class="task-lines">
        {task.lines.map((line) => (
          <Line key={line.sku} line={line} task={task} desk={desk} onShort={() => ask(line)} />
        ))}
      </ul>
      {task.contact !== null && (
        <p class="muted">
          {say("receiver")} {task.contact.name} · {task.contact.phone} · {task.contact.address}
        </p>
      )}
      {short !== null && <Short task={task} line={short} desk={desk} onClose={() => ask(null)} />}
    </>
  );
}

interface LineProps {
  line: TaskLine;
  task: TaskView;
  desk: Work;
  onShort: () => void;
}

function Line({ line, task, desk, onShort }: LineProps) {
  const say = useTaskSay();
  const name = useName();
  const picking = stepOf(task) === "pick" && line.left > 0;
  const words =
    line.short > 0
      ? say("line_short", { n: line.short, reason: shortWords(line.reason, say) })
      : line.left > 0
        ? say("line_left", { n: line.left })
        : say("line_done");
  return (
    <li class={line.left > 0 ? "" : "done"}>
      {line.picture !== "" && <img src={line.picture} alt="" />}
      <span class="of">
        <b>{name(line.name_zh, line.name_en)}</b>
        <span>{name(line.variant_zh, line.variant_en)}</span>
        <small class="muted">{line.sku}</small>
        <small class={line.short > 0 ? "amber-words" : line.left > 0 ? "" : "green-words"}>
          {line.left === 0 && <Icon name={line.short > 0 ? "warn" : "check"} />}
          {words}
        </small>
      </span>
      <b class="quantity">
        {line.picked}/{line.quantity}
      </b>
      {picking && (
        <span class="line-acts">
          <button
            type="button"
            class="button round"
            aria-label={`${say("tap")}: ${name(line.name_zh, line.name_en)}`}
            disabled={desk.acts.busy}
            onClick={() => void desk.does(say("picked_one"), () => taskApi.pick(task.task_id, line.sku))}
          >
            <Icon name="plus" />
          </button>
          <button type="button" class="button" onClick={onShort}>
            {say("short")}
          </button>
        </span>
      )}
    </li>
  );
}

function shortWords(reason: string, say: ReturnType<typeof useTaskSay>): string {
  const known = REASONS.find((one) => one === reason);
  return known === undefined ? reason : say(`reason_${known}`);
}

interface ShortProps {
  task: TaskView;
  line: TaskLine;
  desk: Work;
  onClose: () => void;
}

function Short({ task, line, desk, onClose }: ShortProps) {
  const say = useTaskSay();
  const name = useName();
  const go = async (reason: ShortReason): Promise<void> => {
    if (await desk.does(say("packed_done"), () => taskApi.short(task.task_id, line.sku, reason))) onClose();
  };
  return (
    <Sheet middle title={say("short_title")} onClose={onClose}>
      <p>
        <b>{name(line.name_zh, line.name_en)}</b> · {say("line_left", { n: line.left })}
      </p>
      <p class="muted">{say("short_line")}</p>
      <div class="reasons">
        {REASONS.map((reason) => (
          <button key={reason} type="button" class="button wide" disabled={desk.acts.busy} onClick={() => void go(reason)}>
            {say(`reason_${reason}`)}
          </button>
        ))}
      </div>
    </Sheet>
  );
}
