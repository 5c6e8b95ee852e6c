// Changing a price: for the chain or one store, at once or from a moment; what will happen is said before it does.
import { useState } from "preact/hooks";
import { hubApi, type ItemFile } from "../api/hub.ts";
import { useAct } from "../design/act.ts";
import { money, readYuan } from "../design/money.ts";
import { Sheet } from "../design/sheet.tsx";
import { Note } from "../design/toast.tsx";
import { momentIn, zoneWords } from "../design/zone.ts";
import { useLang } from "../words/language.tsx";
import { useChain } from "./chain.ts";
import { Select, TextField } from "./fields.tsx";
import { useStoreName } from "./panel.tsx";
import { useSay } from "./words.ts";

interface PriceSheetProps {
  file: ItemFile;
  onClose: () => void;
  onChanged: () => void;
}

export function PriceSheet({ file, onClose, onChanged }: PriceSheetProps) {
  const say = useSay();
  const acts = useAct();
  const chain = useChain();
  const form = usePriceForm(file);
  const go = async (event: Event): Promise<void> => {
    event.preventDefault();
    const change = form.change();
    if (change === null) return;
    let changed = 0;
    const done = await acts.run(async () => {
      changed = (await hubApi.price(change)).changed;
    });
    if (!done) return;
    chain.say(say(changed === 0 ? "price_same" : "price_done"));
    onChanged();
  };
  return (
    <Sheet title={say("price_change")} middle onClose={onClose}>
      <form class="form" onSubmit={(event) => void go(event)}>
        <PriceFields form={form} />
        {form.says !== "" && <Note tone="blue">{form.says}</Note>}
        {acts.problem !== "" && <Note tone="red">{acts.problem}</Note>}
        <button type="submit" class="button primary wide" disabled={acts.busy}>
          {say("price_go")}
        </button>
      </form>
    </Sheet>
  );
}

function PriceFields({ form }: { form: PriceForm }) {
  const say = useSay();
  const chain = useChain();
  const { lang } = useLang();
  const name = useStoreName();
  const { fields, put, wrong } = form;
  return (
    <>
      <Select
        label={say("price_scope")}
        value={fields.store}
        options={[["", say("price_chain")], ...chain.stores.map((row): [string, string] => [row.store, name(row.store)])]}
        onPick={(store) => put({ store })}
      />
      <div class="pair">
        <TextField first label={say("price_value")} text={fields.price} wrong={wrong.price} inputMode="decimal" maxLength={10} onText={(price) => put({ price })} />
        <TextField label={say("price_list_hint")} text={fields.list} wrong={wrong.list} inputMode="decimal" maxLength={10} onText={(list) => put({ list })} />
      </div>
      <Select
        label={say("price_when")}
        value={fields.later ? "later" : "now"}
        options={[
          ["now", say("price_when_now")],
          ["later", say("price_when_later")],
        ]}
        onPick={(when) => put({ later: when === "later" })}
      />
      {fields.later && (
        <TextField
          type="datetime-local"
          label={say("price_at", { zone: zoneWords(chain.now_ms, browserZone(), lang) })}
          text={fields.from}
          wrong={wrong.from}
          onText={(from) => put({ from })}
        />
      )}
    </>
  );
}

interface Fields {
  store: string;
  price: string;
  list: string;
  later: boolean;
  from: string;
}

type PriceForm = ReturnType<typeof usePriceForm>;
const BLANK: Fields = { store: "", price: "", list: "", later: false, from: "" };

function usePriceForm(file: ItemFile) {
  const say = useSay();
  const name = useStoreName();
  const chain = useChain();
  const { lang } = useLang();
  const [fields, setFields] = useState(BLANK);
  const [tried, setTried] = useState(false);
  const price = readYuan(fields.price.trim());
  const list = fields.list.trim() === "" ? 0 : readYuan(fields.list.trim());
  const from_ms = fields.later ? Date.parse(fields.from) : null;
  const faults = {
    price: price === null || price === 0 ? say("price_wrong") : "",
    list: list === null || (list > 0 && price !== null && list <= price) ? say("price_list_wrong") : "",
    from: from_ms === null ? "" : Number.isNaN(from_ms) ? say("price_unread") : from_ms <= chain.now_ms ? say("price_past") : "",
  };
  const right = faults.price === "" && faults.list === "" && faults.from === "";
  const holds = file.prices.find((row) => row.holds && row.store === fields.store) ?? file.prices.find((row) => row.holds && row.store === "");
  const scope = fields.store === "" ? say("price_chain") : name(fields.store);
  const before = holds === undefined ? "" : money(holds.price_fen);
  const time = from_ms === null || !right ? "" : momentIn(from_ms, chain.zone, lang);
  const sentence = `price_says${before === "" ? "_new" : ""}${time === "" ? "" : "_at"}` as const;
  const says = !right || price === null ? "" : say(sentence, { scope, before, after: money(price), time });
  const change = () => {
    setTried(true);
    if (!right || price === null) return null;
    const base = { sku: file.item.sku, price_fen: price, list_price_fen: list ?? 0, store: fields.store };
    return from_ms === null ? base : { ...base, effective_from_ms: from_ms };
  };
  const put = (change: Partial<Fields>): void => setFields((before_) => ({ ...before_, ...change }));
  return { fields, put, change, says, wrong: tried ? faults : { price: "", list: "", from: fields.from === "" ? "" : faults.from } };
}

// What a date and time typed into this browser means.
function browserZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
