// The kiosk's root: the live view, the shopper's session, and which screen is up.
import { useEffect, useReducer, useState } from "preact/hooks";
import { kioskApi as api } from "../api/kiosk.ts";
import { placed } from "../api/place.ts";
import type { KioskView } from "../api/views.ts";
import { useAct } from "../design/act.ts";
import { Connecting } from "../design/toast.tsx";
import { useLive } from "../live/use.ts";
import { Speaking, useLang } from "../words/language.tsx";
import { Frame } from "./frame.tsx";
import { ShopContext, type Modes, type Shop } from "./shop.ts";
import { fresh, lineOf, shown, turn } from "./session.ts";
import { Stage } from "./stage.tsx";

const asked = new URLSearchParams(location.search);
const HOUSE_LANG = asked.get("lang") === "en" ? "en" : "zh";
const HOUSE_MODES: Modes = {
  low: asked.get("reach") === "low",
  contrast: asked.get("mode") === "contrast",
};

export function App() {
  return (
    <Speaking>
      <Kiosk />
    </Speaking>
  );
}

function Kiosk() {
  const live = useLive<KioskView>(placed("/api/live/kiosk"));
  const [modes, setModes] = useState(HOUSE_MODES);
  const shop = useShopOf(live.view, live.link === "live", modes, setModes);
  const idle = shop === null || shown(shop.session, shop.view.order).at === "idle";
  useEffect(() => {
    document.documentElement.dataset["mode"] = modes.contrast ? "contrast" : idle ? "idle" : "light";
  }, [modes.contrast, idle]);
  return (
    <Stage low={modes.low}>
      {shop !== null && (
        <ShopContext.Provider value={shop}>
          <Frame />
        </ShopContext.Provider>
      )}
      <Connecting link={live.link} />
    </Stage>
  );
}

function useShopOf(
  view: KioskView | null,
  online: boolean,
  modes: Modes,
  setModes: (modes: Modes) => void,
): Shop | null {
  const [session, move] = useReducer(turn, fresh);
  const { setLang } = useLang();
  const acts = useAct();
  useEffect(() => {
    if (view !== null) move({ kind: "view", view });
  }, [view]);
  useEffect(() => {
    const line = view === null ? null : lineOf(view.order, session.ship_next);
    if (line === null) return;
    move({ kind: "shipped" });
    if (line.way === "take") void acts.read(() => api.way(line.line_id, "ship"));
  }, [view, session.ship_next]);
  if (view === null) return null;
  const leave = (): void => {
    move({ kind: "left" });
    setLang(HOUSE_LANG);
    setModes(HOUSE_MODES);
    void acts.read(() => api.leave());
  };
  const open = (product_id: string, sku = ""): void => {
    move({ kind: "go", screen: { at: "product", product_id, sku } });
    void acts.read(() => api.show(product_id, sku));
  };
  return {
    ...{ view, session, api, acts, online, modes, setModes, leave, open },
    go: (screen) => move({ kind: "go", screen }),
    back: () => move({ kind: "back" }),
    home: () => move({ kind: "home" }),
    added: (sku, ship) => move({ kind: "added", sku, ship }),
    turnBack: () => move({ kind: "turned_back" }),
  };
}
