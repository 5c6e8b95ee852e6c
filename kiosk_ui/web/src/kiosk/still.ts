// Nobody there? After a quiet minute the page asks, and goes on asking for ten seconds before it wipes.
import { useEffect, useRef, useState } from "preact/hooks";

export const QUIET_S = 60;
export const ASK_S = 10;

// Seconds left to answer, or null while nobody is asked. `touched` changes with anything that shows life.
export function useStill(watching: boolean, touched: unknown, gone: () => void): [number | null, () => void] {
  const [left, setLeft] = useState<number | null>(null);
  const last = useRef(performance.now());
  const end = useRef(gone);
  end.current = gone;
  const alive = (): void => {
    last.current = performance.now();
    setLeft(null);
  };
  useEffect(alive, [watching, touched]);
  useEffect(() => {
    if (!watching) return undefined;
    const listen = (): void => {
      if (quietS(last.current) < QUIET_S) last.current = performance.now();
    };
    const timer = setInterval(() => {
      const asked = quietS(last.current) - QUIET_S;
      if (asked < 0) return;
      if (asked >= ASK_S) end.current();
      else setLeft(Math.ceil(ASK_S - asked));
    }, 250);
    addEventListener("pointerdown", listen);
    addEventListener("keydown", listen);
    return () => {
      clearInterval(timer);
      removeEventListener("pointerdown", listen);
      removeEventListener("keydown", listen);
    };
  }, [watching]);
  return [left, alive];
}

function quietS(since: number): number {
  return (performance.now() - since) / 1000;
}
