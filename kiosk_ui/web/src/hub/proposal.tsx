// Proposals between two stores, each with its why; a tick for each and one for all.
import type { FoundItem } from "../api/hub.ts";
import type { Level, ProposalRow } from "../api/replenishment.ts";
import { Icon } from "../design/icon.tsx";
import { freeOf, keeps, proposalKey, summed, type Between } from "./choosing.ts";
import { ItemWords } from "./itemwords.tsx";
import { LevelBar } from "./levelbar.tsx";
import { useStoreName } from "./panel.tsx";
import { useSay } from "./words.ts";

interface TickProps {
  label: string;
  shown?: boolean; // its words beside it; else only for who cannot see it
  on: boolean;
  onTick: () => void;
}

export function Tick({ label, shown = false, on, onTick }: TickProps) {
  return (
    <button type="button" class="tick-box" role="checkbox" aria-checked={on} aria-label={shown ? undefined : label} onClick={onTick}>
      <i aria-hidden="true">{on && <Icon name="check" />}</i>
      {shown && <span>{label}</span>}
    </button>
  );
}

interface ProposalGroupProps {
  group: Between;
  items: Map<string, FoundItem>;
  names: (sku: string) => string;
  ticked: ReadonlySet<string>;
  onFlip: (rows: ProposalRow[]) => void;
}

export function ProposalGroup({ group, items, names, ticked, onFlip }: ProposalGroupProps) {
  const say = useSay();
  const store = useStoreName();
  const route = say("goods_route", { source: store(group.source), target: store(group.target) });
  return (
    <section class="panel proposals" aria-label={route}>
      <header>
        <Tick
          label={say("goods_choose_route", { route })}
          on={group.rows.every((row) => ticked.has(proposalKey(row)))}
          onTick={() => onFlip(group.rows)}
        />
        <h2>{route}</h2>
        <p class="muted">{say("pieces", { n: summed(group.rows).pieces })}</p>
      </header>
      <ul>
        {group.rows.map((row) => (
          <Proposal
            key={row.sku}
            row={row}
            item={items.get(row.sku)}
            name={names(row.sku)}
            on={ticked.has(proposalKey(row))}
            onFlip={() => onFlip([row])}
          />
        ))}
      </ul>
    </section>
  );
}

interface ProposalProps {
  row: ProposalRow;
  item: FoundItem | undefined;
  name: string;
  on: boolean;
  onFlip: () => void;
}

function Proposal({ row, item, name, on, onFlip }: ProposalProps) {
  const say = useSay();
  return (
    <li class={on ? "on" : ""}>
      <Tick label={say("goods_choose_one", { item: name, n: row.quantity })} on={on} onTick={onFlip} />
      <ItemWords sku={row.sku} item={item} />
      <b class="quantity">{say("pieces", { n: row.quantity })}</b>
      <div class="why">
        <LevelBar level={row.taker} more={row.quantity} />
        <Why row={row} />
      </div>
    </li>
  );
}

function Why({ row }: { row: ProposalRow }) {
  const say = useSay();
  const store = useStoreName();
  const { giver, taker } = row;
  return (
    <p class="muted">
      {say("goods_why_taker", { store: store(row.target), free: freeOf(taker), incoming: taker.incoming, low: taker.low, high: taker.high })}
      {held(taker).map((one) => ` · ${say(one.key, { n: one.n })}`)}
      <br />
      {say("goods_why_giver", { store: store(row.source), free: freeOf(giver), keeps: keeps(row), high: giver.high })}
      {held(giver).map((one) => ` · ${say(one.key, { n: one.n })}`)}
    </p>
  );
}

// What a store has and cannot give: for orders, or promised to others.
function held(level: Level): { key: "goods_held" | "goods_promised"; n: number }[] {
  const found = [
    { key: "goods_held" as const, n: level.allocated },
    { key: "goods_promised" as const, n: level.promised },
  ];
  return found.filter((one) => one.n > 0);
}
