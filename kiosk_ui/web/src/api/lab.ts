// The virtual devices of a demo.
import { getJson, getText, postBytes, postJson } from "./client.ts";
import type { FoundView, LabCode, PlateColor } from "./views.ts";

const to = (device: string, verb: string): string => `/api/lab/${encodeURIComponent(device)}/${verb}`;

export const labApi = {
  plug: (device: string, plugged: boolean) => postJson(to(device, "plug"), { plugged }),
  scan: (device: string, text: string) => postJson(to(device, "scan"), { text }),
  member: (device: string, member_id: string) => postJson(to(device, "member"), { member_id }),
  plate: (device: string, plate: string, color: PlateColor) => postJson(to(device, "plate"), { plate, color }),
  fault: (device: string, fault: string) => postJson(to(device, "fault"), { fault }),
  view: (device: string, turn: number) => `${to(device, "view")}?n=${turn}`,
  picture: (device: string, picture: Blob) => postBytes<FoundView[]>(to(device, "picture"), picture),
  paper: (device: string) => getText(to(device, "paper")),
  catalog: (q: string) => getJson<LabCode[]>(`/api/lab/catalog?q=${encodeURIComponent(q)}`),
};
