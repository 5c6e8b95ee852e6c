// What staff does with the store's tasks, bound to the place of the page.
import { getJson, postJson } from "./client.ts";
import { placed } from "./place.ts";
import type { components } from "./schema.d.ts";
import type { LabelView } from "./views.ts";

export type TaskView = components["schemas"]["TaskView"];
export type TaskLine = components["schemas"]["TaskLineView"];
export type RejectReason = components["schemas"]["RejectTaskWish"]["reason"];
export type ShortReason = components["schemas"]["ShortWish"]["reason"];

const act = (taskId: string, verb: string): string => placed(`/api/till/task/${encodeURIComponent(taskId)}/${verb}`);

export const taskApi = {
  task: (taskId: string) => getJson<TaskView>(placed(`/api/till/task/${encodeURIComponent(taskId)}`)),
  label: (taskId: string) => getJson<LabelView>(act(taskId, "label")),
  accept: (taskId: string) => postJson(act(taskId, "accept")),
  reject: (taskId: string, reason: RejectReason) => postJson(act(taskId, "reject"), { reason }),
  pick: (taskId: string, code: string) => postJson(act(taskId, "pick"), { code }),
  short: (taskId: string, sku: string, reason: ShortReason) => postJson(act(taskId, "short"), { sku, reason }),
  pack: (taskId: string) => postJson(act(taskId, "pack")),
  carrier: (taskId: string, tracking: string) => postJson(act(taskId, "carrier"), { tracking }),
  pickup: (code: string) => postJson(placed("/api/till/pickup"), { code }),
};
