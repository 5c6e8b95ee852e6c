// What the till's parts are handed: the live view, the order on the desk, and every act upon it.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { OrderView, TillView } from "../api/views.ts";
import type { Acts } from "../design/act.ts";
import type { Read } from "../design/read.tsx";
import type { Act } from "./duties.ts";

export type Asked = "refund" | "cancel" | "label" | null;

export type Found = "found" | "none" | "unknown"; // unknown: it could not be looked up, and that is said

export interface Desk {
  view: TillView;
  read: Read<OrderView>; // of the order that was picked
  order: OrderView | null;
  acts: Acts;
  can: Set<Act>;
  said: string;
  asked: Asked;
  ask: (asked: Asked) => void;
  pick: (orderId: string) => void;
  find: (number: string) => Promise<Found>;
  say: (words: string) => void;
  act: (act: Act) => void;
  cash: (given_fen: number) => Promise<boolean>;
  refund: (reason: string, restock: boolean) => Promise<boolean>;
  cancel: (reason: string) => Promise<boolean>;
}

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (desk === null) throw new Error("a part of the till stands outside it");
  return desk;
}

export const FIND_FIELD = "till-find";
export const CASH_FIELD = "till-cash";

export function focusField(id: string): void {
  const field = document.getElementById(id);
  if (field instanceof HTMLInputElement) {
    field.focus();
    field.select();
  }
}
