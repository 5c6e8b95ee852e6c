// What the lab's panels are handed: the devices, which scanner is in hand, and one way to act.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { LabDevice, LabView } from "../api/views.ts";
import type { Acts } from "../design/act.ts";

export interface Bench {
  view: LabView;
  acts: Acts;
  scanner: string;
  hold: (scanner: string) => void;
  said: string;
  say: (words: string) => void;
}

export const BenchContext = createContext<Bench | null>(null);

export function useBench(): Bench {
  const bench = useContext(BenchContext);
  if (bench === null) throw new Error("a panel of the lab stands outside it");
  return bench;
}

export type Kind = "scanner" | "printer" | "barrier" | "camera" | "line";

export function ofKind(view: LabView, kind: Kind): LabDevice[] {
  return view.devices.filter((device) => device.kind === kind);
}

// The one in hand, else the first that is plugged in, else the first there is.
export function inHand(scanners: LabDevice[], held: string): string {
  const kept = scanners.find((device) => device.device === held);
  return (kept ?? scanners.find((device) => device.plugged) ?? scanners[0])?.device ?? "";
}

// A GTIN as it is printed: the store keeps fourteen digits, a label shows thirteen or fewer.
export function printed(gtin: string): string {
  return gtin.length === 14 && gtin.startsWith("0") ? gtin.slice(1) : gtin;
}

// A plate as a camera writes it: no dot, no blank, capitals.
export function tidyPlate(text: string): string {
  return text.toUpperCase().replace(/[^\p{Script=Han}A-Z0-9]/gu, "");
}
