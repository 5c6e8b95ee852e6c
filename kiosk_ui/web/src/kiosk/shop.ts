// What every screen of the kiosk is handed: the live view, the way around, and the acts a shopper has.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { kioskApi } from "../api/kiosk.ts";
import type { KioskView } from "../api/views.ts";
import type { Acts } from "../design/act.ts";
import type { Screen, Session } from "./session.ts";

export interface Modes {
  low: boolean;
  contrast: boolean;
}

export interface Shop {
  view: KioskView;
  session: Session;
  api: typeof kioskApi;
  acts: Acts;
  online: boolean;
  modes: Modes;
  setModes: (modes: Modes) => void;
  go: (screen: Screen) => void;
  open: (product_id: string, sku?: string) => void;
  back: () => void;
  home: () => void;
  added: (sku: string, ship: boolean) => void;
  turnBack: () => void;
  leave: () => void;
}

export const ShopContext = createContext<Shop | null>(null);

export function useShop(): Shop {
  const shop = useContext(ShopContext);
  if (shop === null) throw new Error("a kiosk screen stands outside the kiosk");
  return shop;
}
