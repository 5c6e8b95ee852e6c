// The pick list: what the centre asks this store to send or keep ready, one task at a time.
import { useEffect, useRef, useState } from "preact/hooks";
import { taskApi, type TaskView } from "../api/tasks.ts";
import type { TillView } from "../api/views.ts";
import { Icon } from "../design/icon.tsx";
import { Empty } from "../design/toast.tsx";
import { useNow } from "../live/use.ts";
import { words } from "../words/language.tsx";
import { en } from "../words/en/tasks.ts";
import { zh } from "../words/zh/tasks.ts";
import { useScans } from "./hearing.ts";
import { answerIn, next } from "./picking.ts";
import { TaskLines } from "./tasklines.tsx";
import { TaskNext } from "./tasknext.tsx";
import { Said, useWork } from "./work.tsx";
import "./tasks.css";

export const useTaskSay = words(zh, en);
const TICK_MS = 5_000;
const TASKS_MAX = 100; // as many as the store shows, those that wait longest

export function Tasks({ view }: { view: TillView }) {
  const say = useTaskSay();
  const work = useWork();
  const [picked, pick] = useState(() => next(view.tasks, ""));
  const task = view.tasks.find((one) => one.task_id === picked) ?? null;
  const now_ms = useNow(view.now_ms, TICK_MS);
  useEnded(view.tasks, picked, (gone, withdrawn) => {
    work.tell(say(withdrawn ? "withdrawn" : "gone", { number: gone.number }));
    pick(next(view.tasks, ""));
  });
  useScans(view, work, (sku) => {
    if (task !== null) void work.acts.read(() => taskApi.pick(task.task_id, sku));
    else work.tell(say("pick_title"), "amber");
  });
  return (
    <>
      <TaskList tasks={view.tasks} picked={picked} now_ms={now_ms} onPick={pick} />
      <section class="order task">
        {task === null ? (
          <Empty icon="basket" title={say(view.tasks.length === 0 ? "list_none" : "pick_title")}>
            <p>{say(view.tasks.length === 0 ? "list_none_line" : "pick_line")}</p>
          </Empty>
        ) : (
          <TaskLines key={task.task_id} task={task} desk={work} now_ms={now_ms} />
        )}
      </section>
      <TaskNext key={picked} task={task} desk={work} />
      <Said work={work} />
    </>
  );
}

// The task that is looked at left the list without this page's doing: it says why.
function useEnded(tasks: TaskView[], picked: string, ended: (task: TaskView, withdrawn: boolean) => void): void {
  const last = useRef<TaskView | null>(null);
  const here = tasks.find((one) => one.task_id === picked) ?? null;
  useEffect(() => {
    const before = last.current;
    last.current = here;
    if (here !== null || before === null || before.task_id !== picked) return;
    taskApi.task(before.task_id).then(
      (after) => ended(after, after.state === "withdrawn"),
      () => ended(before, false),
    );
  }, [here, picked]);
}

interface TaskListProps {
  tasks: TaskView[];
  picked: string;
  now_ms: number;
  onPick: (taskId: string) => void;
}

function TaskList({ tasks, picked, now_ms, onPick }: TaskListProps) {
  const say = useTaskSay();
  return (
    <aside class="queue tasks" aria-label={say("list_title")}>
      <h2>{say("list_title")}</h2>
      <ul>
        {tasks.map((task) => (
          <li key={task.task_id}>
            <button
              type="button"
              class="task-row pressable"
              aria-pressed={task.task_id === picked}
              onClick={() => onPick(task.task_id)}
            >
              <b>{task.number}</b>
              <span class={`badge ${task.state === "asked" ? "amber" : task.state === "ready" ? "green" : "blue"}`}>
                {say(`task_${task.state}`)}
              </span>
              <span class="muted">
                <Icon name={task.way === "ship" ? "truck" : "bag"} />
                {say(`way_${task.way}`)} · {say("pieces", { n: task.pieces })}
              </span>
              {task.state === "asked" && <small class="amber-words">{deadlineWords(task, now_ms, say)}</small>}
            </button>
          </li>
        ))}
      </ul>
      {tasks.length >= TASKS_MAX && <p class="muted">{say("list_most", { n: TASKS_MAX })}</p>}
    </aside>
  );
}

export function deadlineWords(task: TaskView, now_ms: number, say: ReturnType<typeof useTaskSay>): string {
  const min = answerIn(task, now_ms);
  return min > 0 ? say("answer_within", { min }) : say("answer_now");
}
