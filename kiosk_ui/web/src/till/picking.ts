// Of tasks: which one next, how far it is picked, how long an answer may take. Pure.
import type { TaskView } from "../api/tasks.ts";

const MINUTE_MS = 60_000;

// The one that is picked already goes on; else the first in the list, which waits longest.
export function next(tasks: TaskView[], picked: string): string {
  const here = tasks.find((task) => task.task_id === picked);
  const going = tasks.find((task) => task.state === "picking" || task.state === "accepted");
  return (here ?? going ?? tasks[0])?.task_id ?? "";
}

export function pickedOf(task: TaskView): { n: number; all: number } {
  const of = (part: "picked" | "quantity"): number => task.lines.reduce((sum, line) => sum + line[part] / line.step, 0);
  return { n: of("picked"), all: of("quantity") };
}

// Whole minutes that are left for an answer, rounded up; 0 when its time has passed.
export function answerIn(task: TaskView, now_ms: number): number {
  return Math.max(0, Math.ceil((task.deadline_ms - now_ms) / MINUTE_MS));
}

export type Step = "answer" | "pick" | "pack" | "carrier" | "pickup";

// What staff does with it next.
export function stepOf(task: TaskView): Step {
  if (task.state === "asked") return "answer";
  if (task.state === "packed") return "carrier";
  if (task.state === "ready") return "pickup";
  return task.complete ? "pack" : "pick";
}
