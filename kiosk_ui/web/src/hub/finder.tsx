// Finding an item where it is needed: what was typed or scanned, and what it may be.
import { useState } from "preact/hooks";
import { paths, type FoundItem, type Items } from "../api/hub.ts";
import { SearchField } from "./fields.tsx";
import { ItemWords } from "./itemwords.tsx";
import { Pending } from "./panel.tsx";
import { usePoll } from "./poll.ts";
import { useSay } from "./words.ts";

const SHOWN = 8;
const SLOW_MS = 60_000; // the catalogue changes seldom

interface FinderProps {
  label: string;
  taken: ReadonlySet<string>; // SKUs that were picked already
  onPick: (item: FoundItem) => void;
}

export function Finder({ label, taken, onPick }: FinderProps) {
  const say = useSay();
  const [text, find] = useState("");
  return (
    <div class="finder">
      <SearchField label={label} hint={say("goods_add_hint")} text={text} onText={find} />
      {text !== "" && <Hits text={text} taken={taken} onPick={onPick} />}
    </div>
  );
}

function Hits({ text, taken, onPick }: { text: string } & Pick<FinderProps, "taken" | "onPick">) {
  const say = useSay();
  const { body, code } = usePoll<Items>(paths.items(text), SLOW_MS);
  if (body === null) return <Pending code={code} />;
  if (body.items.length === 0) return <p class="muted">{say("goods_add_none", { text })}</p>;
  return (
    <ul class="hits">
      {body.items.slice(0, SHOWN).map((item) => (
        <li key={item.sku}>
          <button type="button" class="hit pressable" disabled={taken.has(item.sku)} onClick={() => onPick(item)}>
            <ItemWords sku={item.sku} item={item} />
            <span class="badge">{say(taken.has(item.sku) ? "goods_picked" : "goods_pick")}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
