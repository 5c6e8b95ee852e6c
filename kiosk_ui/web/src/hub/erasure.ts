// Erasing a person: what is typed to confirm it, and how far it got in each store as a sentence. Pure.
import type { StoreRow } from "../api/hub.ts";
import type { MemberRow, Reach } from "../api/members.ts";
import type { en } from "../words/en/members.ts";

type Key = keyof typeof en;
export type Tone = "green" | "amber" | "blue" | "";

const TAIL = 4;
const PROMPT_MS = 60_000; // within it a store that is on line answers

export const CODES = ["asked", "guardian", "trial", "unused", "authority", "other"] as const;

export interface Confirm {
  key: Extract<Key, "member_erase_type" | "member_erase_type_id">;
  word: string;
}

// The end of the phone, which stands on the sheet; of the id where no end of a phone is shown.
export function confirmOf(member: MemberRow): Confirm {
  const tail = member.phone.slice(-TAIL);
  if (/^\d{4}$/.test(tail)) return { key: "member_erase_type", word: tail };
  return { key: "member_erase_type_id", word: member.member_id.slice(-TAIL) };
}

export interface Progress {
  all: number;
  done: number; // those that forgot by themselves among them
  waiting: number;
}

export function progressOf(reach: Reach[]): Progress {
  const waiting = reach.filter((one) => one.state === "waiting").length;
  return { all: reach.length, done: reach.length - waiting, waiting };
}

export interface Reached {
  key: Extract<Key, "member_reach_done" | "member_reach_waiting" | "member_reach_silent" | "member_reach_past">;
  tone: Tone;
  past_ms: number; // what the sentence tells the age of
}

export function reachedOf(one: Reach, store: StoreRow | undefined, since_ms: number, now_ms: number): Reached {
  if (one.state === "past") return { key: "member_reach_past", tone: "", past_ms: 0 };
  if (one.state === "done") return { key: "member_reach_done", tone: "green", past_ms: one.at_ms - since_ms };
  const heard_ms = store?.heard_ms ?? 0;
  const asked_ms = now_ms - since_ms;
  if (asked_ms <= PROMPT_MS || heard_ms > since_ms) return { key: "member_reach_waiting", tone: "blue", past_ms: asked_ms };
  return { key: "member_reach_silent", tone: "amber", past_ms: heard_ms === 0 ? asked_ms : now_ms - heard_ms };
}
