// Setting the limits of an item in a store, and taking them away; what it comes to is said before it is done.
import { useState } from "preact/hooks";
import type { FoundItem } from "../api/hub.ts";
import { goodsApi, type Level } from "../api/replenishment.ts";
import { useAct } from "../design/act.ts";
import { Sheet } from "../design/sheet.tsx";
import { Note } from "../design/toast.tsx";
import { useChain } from "./chain.ts";
import { PIECES_MAX, readCount } from "./choosing.ts";
import { Select, TextField } from "./fields.tsx";
import { Finder } from "./finder.tsx";
import { ItemWords, useItemName } from "./itemwords.tsx";
import { useStoreName } from "./panel.tsx";
import { useSay } from "./words.ts";

interface SetLimitProps {
  level: Level | null; // null: of an item and a store that are still to be chosen
  item: FoundItem | null;
  store: string;
  onClose: () => void;
  onDone: () => void;
}

export function SetLimit({ level, item, store, onClose, onDone }: SetLimitProps) {
  const say = useSay();
  const acts = useAct();
  const chain = useChain();
  const form = useLimitForm(level, item, store);
  const go = async (event: Event): Promise<void> => {
    event.preventDefault();
    const limit = form.limit();
    if (limit === null) return;
    let changed = 0;
    const done = await acts.run(async () => {
      changed = (await goodsApi.setLimit(limit)).changed;
    });
    if (!done) return;
    chain.say(say(changed === 0 ? "limits_same" : "limits_done"));
    onDone();
  };
  return (
    <Sheet title={say("limits_set_title")} middle onClose={onClose}>
      {form.sku === "" ? (
        <>
          <p class="muted">{say("limits_pick")}</p>
          <Finder label={say("limits_find")} taken={new Set()} onPick={form.pick} />
        </>
      ) : (
        <form class="form" onSubmit={(event) => void go(event)}>
          <ItemWords sku={form.sku} item={form.item ?? undefined} />
          <LimitFields form={form} fixed={level !== null} />
          {form.says !== "" && <Note tone="blue">{form.says}</Note>}
          {acts.problem !== "" && <Note tone="red">{acts.problem}</Note>}
          <button type="submit" class="button primary wide" disabled={acts.busy}>
            {say("limits_go")}
          </button>
        </form>
      )}
    </Sheet>
  );
}

function LimitFields({ form, fixed }: { form: LimitForm; fixed: boolean }) {
  const say = useSay();
  const chain = useChain();
  const name = useStoreName();
  return (
    <>
      {fixed ? (
        <p>
          <b>{name(form.store)}</b>
        </p>
      ) : (
        <Select
          label={say("store")}
          value={form.store}
          options={chain.stores.map((row): [string, string] => [row.store, name(row.store)])}
          onPick={form.at}
        />
      )}
      <div class="pair">
        <TextField first label={say("limits_low")} inputMode="numeric" maxLength={7} text={form.low} wrong={form.wrong.low} onText={form.setLow} />
        <TextField label={say("limits_high")} inputMode="numeric" maxLength={7} text={form.high} wrong={form.wrong.high} onText={form.setHigh} />
      </div>
    </>
  );
}

type LimitForm = ReturnType<typeof useLimitForm>;

function useLimitForm(level: Level | null, known: FoundItem | null, store: string) {
  const say = useSay();
  const chain = useChain();
  const name = useStoreName();
  const [item, pick] = useState(known);
  const [at, setAt] = useState(level?.store ?? (store || (chain.stores[0]?.store ?? "")));
  const [low, setLow] = useState(level === null ? "" : String(level.low));
  const [high, setHigh] = useState(level === null ? "" : String(level.high));
  const [tried, setTried] = useState(false);
  const [least, most] = [readCount(low, 0), readCount(high, 0)];
  const sku = level?.sku ?? item?.sku ?? "";
  const order = least !== null && most !== null && most < least;
  const none = say("limits_wrong", { most: PIECES_MAX });
  const faults = { low: least === null ? none : "", high: most === null ? none : order ? say("limits_order") : "" };
  const right = least !== null && most !== null && !order;
  const values = { store: name(at), low: least ?? 0, high: most ?? 0 };
  const says = !right ? "" : say(most === 0 ? "limits_says_all" : "limits_says", values);
  const limit = () => {
    setTried(true);
    return right ? { store: at, sku, low: least, high: most } : null;
  };
  const wrong = tried ? faults : { low: "", high: order ? faults.high : "" };
  return { item, pick, sku, store: at, at: setAt, low, setLow, high, setHigh, says, wrong, limit };
}

interface DeleteLimitProps {
  level: Level;
  item: FoundItem | null;
  onClose: () => void;
  onDone: () => void;
}

export function DeleteLimit({ level, item, onClose, onDone }: DeleteLimitProps) {
  const say = useSay();
  const acts = useAct();
  const chain = useChain();
  const store = useStoreName();
  const names = useItemName(item === null ? [] : [item]);
  const go = async (): Promise<void> => {
    if (!(await acts.run(() => goodsApi.deleteLimit(level.store, level.sku)))) return;
    chain.say(say("limits_delete_done"));
    onDone();
  };
  return (
    <Sheet title={say("limits_delete_title")} middle onClose={onClose}>
      <p>{say("limits_delete_line", { store: store(level.store), item: names(level.sku) })}</p>
      {acts.problem !== "" && <Note tone="red">{acts.problem}</Note>}
      <button type="button" class="button primary wide" disabled={acts.busy} onClick={() => void go()}>
        {say("limits_delete_go")}
      </button>
    </Sheet>
  );
}
