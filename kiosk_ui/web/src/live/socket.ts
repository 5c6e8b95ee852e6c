// The WebSocket behind a live page: opens, reads frames, opens again after a jittered wait.
import { LATE_MS, backoffMs, next, readFrame, start, type Live, type LiveEvent } from "./reducer.ts";

export interface Watch {
  stop: () => void;
  again: () => void;
}

export function watch<V>(path: string, told: (live: Live<V>) => void): Watch {
  const held = new Held(path, told);
  held.open();
  return { stop: () => held.stop(), again: () => held.again() };
}

class Held<V> {
  private live = start<V>();
  private socket: WebSocket | null = null;
  private retry = 0;
  private late = 0;
  private readonly path: string;
  private readonly told: (live: Live<V>) => void;

  constructor(path: string, told: (live: Live<V>) => void) {
    this.path = path;
    this.told = told;
  }

  open(): void {
    this.soonLate();
    const opened = new WebSocket(addressOf(this.path));
    this.socket = opened;
    const mine = (): boolean => opened === this.socket; // an older line says nothing any more
    opened.onopen = () => mine() && this.take({ kind: "opened" });
    opened.onmessage = (message) => {
      const frame = readFrame<V>(String(message.data));
      if (frame !== null && mine()) this.take({ kind: "frame", ...frame });
    };
    opened.onclose = (closed) => mine() && this.closed(closed.code);
  }

  again(): void {
    this.drop();
    this.live = { ...this.live, link: "opening" };
    this.told(this.live);
    this.open();
  }

  stop(): void {
    this.drop();
  }

  private closed(code: number): void {
    this.take({ kind: "closed", code });
    if (this.live.link !== "opening" && this.live.link !== "late") return;
    this.retry = window.setTimeout(() => this.open(), backoffMs(this.live.failures, chance()));
    this.soonLate();
  }

  private take(event: LiveEvent<V>): void {
    const after = next(this.live, event);
    if (after === this.live) return;
    this.live = after;
    if (after.link === "live") this.notLate();
    this.told(after);
  }

  private soonLate(): void {
    if (this.late === 0) this.late = window.setTimeout(() => this.take({ kind: "waited" }), LATE_MS);
  }

  private notLate(): void {
    clearTimeout(this.late);
    this.late = 0;
  }

  private drop(): void {
    clearTimeout(this.retry);
    this.notLate();
    const old = this.socket;
    this.socket = null;
    old?.close();
  }
}

function chance(): number {
  return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;
}

function addressOf(path: string): string {
  const address = new URL(path, location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  return address.href;
}
