// Where the shopper is: the page's own part of a session, moved by touches and by what the store says. Pure.
import type { KioskView, LineView, OrderView, PaymentView } from "../api/views.ts";

export type Screen =
  | { at: "idle" }
  | { at: "home" }
  | { at: "search" }
  | { at: "shelf"; shelf: string }
  | { at: "product"; product_id: string; sku: string }
  | { at: "basket" }
  | { at: "contact" }
  | { at: "member" };

export interface Session {
  stack: Screen[];
  seen_ms: number;
  showing: string; // the product of the store's last word
  just_added: string;
  ship_next: string;
  paying: boolean;
  turned_back: boolean;
  pay_failed: boolean;
  leaving: boolean;
  member: string;
}

export type Turn =
  | { kind: "view"; view: KioskView }
  | { kind: "go"; screen: Screen }
  | { kind: "back" }
  | { kind: "home" }
  | { kind: "added"; sku: string; ship: boolean }
  | { kind: "shipped" }
  | { kind: "turned_back" }
  | { kind: "left" };

export const STACK_MAX = 12;

export const fresh: Session = {
  stack: [{ at: "idle" }],
  seen_ms: 0,
  showing: "",
  just_added: "",
  ship_next: "",
  paying: false,
  turned_back: false,
  pay_failed: false,
  leaving: false,
  member: "",
};

export function turn(session: Session, by: Turn): Session {
  switch (by.kind) {
    case "view":
      return seen(session, by.view);
    case "go":
      return { ...session, just_added: "", pay_failed: false, stack: pushed(session.stack, by.screen) };
    case "back":
      return { ...session, just_added: "", pay_failed: false, stack: popped(session.stack) };
    case "home":
      return { ...session, just_added: "", pay_failed: false, stack: [{ at: "home" }] };
    case "added":
      return { ...session, just_added: by.sku, ship_next: by.ship ? by.sku : "" };
    case "shipped":
      return { ...session, ship_next: "" };
    case "turned_back":
      return { ...session, turned_back: true };
    case "left": // a scan of before must not open again, so the last one seen is kept
      return { ...fresh, seen_ms: session.seen_ms, leaving: true };
  }
}

function seen(session: Session, view: KioskView): Session {
  const after = withdrawn(paid(greeted(session, view), view.order), view);
  const scanned = view.scanned_ms > 0 && view.scanned_ms !== after.seen_ms;
  if (!scanned) return woken(after, view);
  const opened = { ...after, seen_ms: view.scanned_ms, leaving: false };
  if (view.shown === null || isPlaced(view.order)) return opened;
  const screen: Screen = { at: "product", product_id: view.shown.product_id, sku: view.shown_sku };
  const below = opened.stack.filter((held) => held.at !== "idle" && held.at !== "product");
  const base: Screen[] = below.length > 0 ? below : [{ at: "home" }];
  return { ...opened, stack: pushed(base, screen), just_added: view.shown_sku, pay_failed: false };
}

// Somebody whose code was scanned while nobody was here is greeted by name; in a basket it is only noted.
function greeted(session: Session, view: KioskView): Session {
  const member = view.member?.member_id ?? "";
  if (member === session.member) return session;
  const wakes = member !== "" && !session.leaving && top(session).at === "idle" && !isPlaced(view.order);
  return { ...session, member, stack: wakes ? [{ at: "home" }, { at: "member" }] : session.stack };
}

// What was on the screen and is no longer in the store's word, withdrawn or put away, is not waited for.
function withdrawn(session: Session, view: KioskView): Session {
  const [screen, showing] = [top(session), view.shown?.product_id ?? ""];
  const gone = showing === "" && screen.at === "product" && screen.product_id === session.showing;
  if (!gone) return { ...session, showing };
  return { ...session, showing, just_added: "", stack: [{ at: pieces(view.order) > 0 ? "home" : "idle" }] };
}

// A page that is opened in the middle of a session does not hide the basket behind the idle story.
function woken(session: Session, view: KioskView): Session {
  const held = pieces(view.order) > 0 || view.member !== null;
  if (session.leaving) return held ? session : { ...session, leaving: false };
  return held && top(session).at === "idle" ? { ...session, stack: [{ at: "home" }] } : session;
}

// A payment that ended without money brings the shopper back to the basket, and says so unless they asked for it.
function paid(session: Session, order: OrderView | null): Session {
  const paying = order?.state === "paying";
  if (paying === session.paying) return session;
  if (paying) return { ...session, paying, turned_back: false, pay_failed: false };
  const back = order?.state === "open";
  const stack: Screen[] = back ? [{ at: "home" }, { at: "basket" }] : session.stack;
  return { ...session, paying, stack, pay_failed: back && !session.turned_back, turned_back: false };
}

function pushed(stack: Screen[], screen: Screen): Screen[] {
  const below = stack.filter((held) => held.at !== "idle" && !same(held, screen));
  const base: Screen[] = below.length > 0 || screen.at === "home" ? below : [{ at: "home" }];
  return [...base, screen].slice(-STACK_MAX);
}

function popped(stack: Screen[]): Screen[] {
  return stack.length > 1 ? stack.slice(0, -1) : [{ at: "home" }];
}

function same(one: Screen, other: Screen): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

export function top(session: Session): Screen {
  return session.stack[session.stack.length - 1] ?? { at: "idle" };
}

export type Shown = Screen | { at: "pay" } | { at: "number" };

// The store's word on the order goes before the shopper's place on the page.
export function shown(session: Session, order: OrderView | null): Shown {
  if (order?.state === "paying") return { at: "pay" };
  if (isPlaced(order)) return { at: "number" };
  return top(session);
}

function isPlaced(order: OrderView | null): boolean {
  return order?.state === "paid" || order?.state === "parked" || order?.state === "done";
}

export function openLines(order: OrderView | null): LineView[] {
  return order?.state === "open" || order?.state === "paying" ? order.lines : [];
}

export function pieces(order: OrderView | null): number {
  return openLines(order).reduce((sum, line) => sum + line.quantity, 0);
}

export function lineOf(order: OrderView | null, sku: string): LineView | null {
  return openLines(order).findLast((line) => line.sku === sku) ?? null;
}

// The charge that is under way or came last.
export function charge(order: OrderView): PaymentView | null {
  return order.payments.findLast((payment) => payment.direction === "charge") ?? null;
}

export function lacksContact(order: OrderView | null): boolean {
  return openLines(order).some((line) => line.way === "ship") && order?.contact == null;
}
