// Where the page is, kept in the address after the hash, so that every sight can be linked to and gone back from.
import { useEffect, useState } from "preact/hooks";

export const AREAS = [
  ...(["overview", "items", "orders", "placed", "letters", "corrections"] as const),
  ...(["transfers", "replenishment", "members", "workers"] as const),
];
export type Area = (typeof AREAS)[number];

// What belongs to an area of the menu and has an address of its own.
type Aside = "stores" | "limits";

export interface Route {
  area: Area | Aside | "lost";
  parts: string[]; // what follows the area
  query: URLSearchParams;
}

const KNOWN: Record<string, number[]> = {
  ...{ items: [0, 1], orders: [0, 1], placed: [0, 1], letters: [0, 2], corrections: [0], stores: [1] },
  ...{ transfers: [0, 1], replenishment: [0], limits: [0], members: [0, 1], workers: [0] },
};

export function readRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
  const [area = "", ...parts] = path.split("/").map(decoded);
  const found = { parts, query: new URLSearchParams(query) };
  if (area === "") return { ...found, area: "overview", parts: [] };
  if (!(KNOWN[area] ?? []).includes(parts.length)) return { ...found, area: "lost" };
  return { ...found, area: area as Area | Aside };
}

export function to(area: Area | Aside, parts: (string | number)[] = [], query: Record<string, string> = {}): string {
  const path = [area === "overview" ? "" : area, ...parts.map((part) => encodeURIComponent(part))].join("/");
  const asked = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== "")).toString();
  return `#/${path}${asked === "" ? "" : `?${asked}`}`;
}

// The area of the menu that a place belongs to.
export function areaOf(route: Route): Area | null {
  if (route.area === "stores") return "overview";
  if (route.area === "limits") return "replenishment";
  return route.area === "lost" ? null : route.area;
}

export function useRoute(): Route {
  const [route, setRoute] = useState(() => readRoute(location.hash));
  useEffect(() => {
    const moved = (): void => setRoute(readRoute(location.hash));
    addEventListener("hashchange", moved);
    return () => removeEventListener("hashchange", moved);
  }, []);
  return route;
}

// The address changes without a step of its own in the browser's history: for what is typed.
export function replaceRoute(address: string): void {
  history.replaceState(null, "", address);
  dispatchEvent(new HashChangeEvent("hashchange"));
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
