// The store's clock for everything on a page.
import { createContext, type ComponentChildren } from "preact";
import { useContext, useMemo } from "preact/hooks";
import { timesIn, type Times } from "./moment.ts";

const Told = createContext<Times>(timesIn("UTC"));

// `zone` (IANA) is the store's.
export function InStore({ zone, children }: { zone: string; children: ComponentChildren }) {
  const times = useMemo(() => timesIn(zone), [zone]);
  return <Told.Provider value={times}>{children}</Told.Provider>;
}

export function useTimes(): Times {
  return useContext(Told);
}
