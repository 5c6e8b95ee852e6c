// Who else has this one: the centre is asked now; without an answer what it told before, each with its age.
import { useEffect, useState } from "preact/hooks";
import type { StockView, VariantView } from "../api/views.ts";
import { distance } from "../design/distance.ts";
import { age } from "../design/moment.ts";
import { Sheet } from "../design/sheet.tsx";
import { Empty, Note } from "../design/toast.tsx";
import { useName } from "../words/language.tsx";
import { useShop } from "./shop.ts";
import { useSay } from "./words.ts";

const SHOWN_MAX = 12;

export function Elsewhere({ variant, onClose }: { variant: VariantView; onClose: () => void }) {
  const { api, acts } = useShop();
  const say = useSay();
  const [found, setFound] = useState<StockView | null>(null);
  useEffect(() => {
    void acts.read(async () => setFound(await api.stock(variant.sku))).then((got) => got || onClose());
  }, [variant.sku]);
  return (
    <Sheet title={say("away_title")} onClose={onClose}>
      {found === null ? (
        <p class="muted" role="status">
          {say("away_asking")}
        </p>
      ) : (
        <Found found={found} />
      )}
    </Sheet>
  );
}

function Found({ found }: { found: StockView }) {
  const say = useSay();
  const name = useName();
  const stores = found.stores.filter((one) => one.available > 0).slice(0, SHOWN_MAX);
  return (
    <div class="away" role="status">
      {!found.asked && <Note tone="amber" icon="warn">{say("away_offline")}</Note>}
      {stores.length === 0 && <Empty icon="bag" title={say("away_none")} />}
      <ul>
        {stores.map((one) => {
          const old = age(found.now_ms - one.as_of_ms);
          const far = one.distance_m === null ? null : distance(one.distance_m);
          return (
            <li key={one.store_id}>
              <span>
                <b>{name(one.store_zh, one.store_en)}</b>
                {far && <small class="muted">{say(`away_far_${far.unit}`, { n: far.n })}</small>}
              </span>
              <span class="number">{say("away_pieces", { n: one.available })}</span>
              <small class="muted">{say(`away_${old.unit}`, { n: old.n })}</small>
            </li>
          );
        })}
      </ul>
      {stores.length > 0 && <p class="muted">{say("away_ships")}</p>}
    </div>
  );
}
