// A live view as a hook: the view, how the line is, and a way to open it again.
import { useEffect, useRef, useState } from "preact/hooks";
import { start, type Live } from "./reducer.ts";
import { watch, type Watch } from "./socket.ts";

export interface LivePage<V> extends Live<V> {
  again: () => void;
}

export function useLive<V>(path: string): LivePage<V> {
  const [live, tell] = useState<Live<V>>(start<V>);
  const held = useRef<Watch | null>(null);
  useEffect(() => {
    held.current = watch<V>(path, tell);
    return () => held.current?.stop();
  }, [path]);
  return { ...live, again: () => held.current?.again() };
}

// The server's clock, carried on by this page's own: moves on every `step_ms` while `running`.
export function useNow(now_ms: number, step_ms: number, running = true): number {
  const anchor = useRef({ now_ms, at: performance.now() });
  const [, tick] = useState(0);
  if (anchor.current.now_ms !== now_ms) anchor.current = { now_ms, at: performance.now() };
  useEffect(() => {
    if (!running) return undefined;
    const timer = setInterval(() => tick((count) => count + 1), step_ms);
    return () => clearInterval(timer);
  }, [step_ms, running]);
  return anchor.current.now_ms + Math.round(performance.now() - anchor.current.at);
}
