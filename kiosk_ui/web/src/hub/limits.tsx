// Between what limits the stores' stock shall stand: found by item and store, set, taken away.
import { useState } from "preact/hooks";
import type { FoundItem } from "../api/hub.ts";
import { LIST_MAX, paths, type Level, type Levels } from "../api/replenishment.ts";
import { Icon, type IconName } from "../design/icon.tsx";
import { Table, type Column } from "../design/table.tsx";
import { Empty } from "../design/toast.tsx";
import { momentIn } from "../design/zone.ts";
import { useLang, type Lang } from "../words/language.tsx";
import { useChain } from "./chain.ts";
import { freeOf } from "./choosing.ts";
import { SearchField, Select } from "./fields.tsx";
import { ItemWords, useItemName } from "./itemwords.tsx";
import { LevelBar } from "./levelbar.tsx";
import { DeleteLimit, SetLimit } from "./limit.tsx";
import { Most } from "./most.tsx";
import { Pending, useStoreName } from "./panel.tsx";
import { usePoll } from "./poll.ts";
import { Removed } from "./removed.tsx";
import { ReplenishmentTabs } from "./replenishment.tsx";
import { replaceRoute, to } from "./route.ts";
import { useSay, type SayHub } from "./words.ts";

type Act = { act: "set"; of: Level | null } | { act: "delete"; of: Level };

export function Limits({ query }: { query: URLSearchParams }) {
  const say = useSay();
  const chain = useChain();
  const name = useStoreName();
  const [store, q] = ["store", "q"].map((key) => query.get(key) ?? "") as [string, string];
  const { body, code, again } = usePoll<Levels>(paths.limits({ store, q }));
  const [asked, ask] = useState<Act | null>(null);
  const turn = (change: Record<string, string>): void => replaceRoute(to("limits", [], { store, q, ...change }));
  return (
    <div class="sight">
      <header class="head">
        <div>
          <h1>{say("limits_title")}</h1>
          <p class="muted">{say("limits_line")}</p>
        </div>
        <button type="button" class="button ink" onClick={() => ask({ act: "set", of: null })}>
          <Icon name="plus" />
          {say("limits_set")}
        </button>
      </header>
      <ReplenishmentTabs here="limits" />
      <div class="filters two">
        <SearchField label={say("limits_find")} hint={say("limits_hint")} text={q} onText={(text) => turn({ q: text })} />
        <Select
          label={say("store")}
          value={store}
          options={[["", say("any_store")], ...chain.stores.map((row): [string, string] => [row.store, name(row.store)])]}
          onPick={(picked) => turn({ store: picked })}
        />
      </div>
      <section class="panel">
        {body === null ? <Pending code={code} /> : <List body={body} onAct={ask} />}
        <Most rows={body?.limits.length ?? 0} limit={LIST_MAX} words="most_first" />
      </section>
      <Removed store={store} />
      {asked !== null && <Asked asked={asked} items={body?.items ?? []} store={store} onClose={() => ask(null)} onDone={again} />}
    </div>
  );
}

interface AskedProps {
  asked: Act;
  items: FoundItem[];
  store: string;
  onClose: () => void;
  onDone: () => void;
}

function Asked({ asked, items, store, onClose, onDone }: AskedProps) {
  const item = items.find((one) => one.sku === asked.of?.sku) ?? null;
  const done = (): void => {
    onClose();
    onDone();
  };
  if (asked.act === "delete") return <DeleteLimit level={asked.of} item={item} onClose={onClose} onDone={done} />;
  return <SetLimit level={asked.of} item={item} store={store} onClose={onClose} onDone={done} />;
}

function List({ body, onAct }: { body: Levels; onAct: (act: Act) => void }) {
  const say = useSay();
  const store = useStoreName();
  const { zone } = useChain();
  const { lang } = useLang();
  const names = useItemName(body.items);
  const items = new Map(body.items.map((item) => [item.sku, item]));
  if (body.limits.length === 0) {
    return (
      <Empty icon="refill" title={say("limits_none")}>
        <p>{say("limits_none_line")}</p>
      </Empty>
    );
  }
  return (
    <Table
      rows={body.limits}
      columns={columns({ say, store, names, items, zone, lang, onAct })}
      first={{ key: "item", down: false }}
      rowKey={(row) => `${row.store}|${row.sku}`}
      file="limits.csv"
      exportWords={say("export")}
      sortWords={(title) => say("sort_by", { column: title })}
      none={say("limits_none")}
    />
  );
}

interface Telling {
  say: SayHub;
  store: (id: string) => string;
  names: (sku: string) => string;
  items: Map<string, FoundItem>;
  zone: string;
  lang: Lang;
  onAct: (act: Act) => void;
}

function columns({ say, store, names, items, zone, lang, onAct }: Telling): Column<Level>[] {
  return [
    {
      key: "item",
      title: say("limits_item"),
      value: (row) => `${names(row.sku)} ${row.sku}`,
      shown: (row) => (
        <a class="goods-line" href={to("items", [row.sku])}>
          <ItemWords bare sku={row.sku} item={items.get(row.sku)} />
          <small class="narrow-only muted">{say("limits_narrow", { store: store(row.store), free: freeOf(row), low: row.low, high: row.high })}</small>
        </a>
      ),
      exported: (row) => names(row.sku),
    },
    { key: "sku", title: say("sku"), value: (row) => row.sku, shown: (row) => <code class="muted">{row.sku}</code> },
    { key: "store", title: say("store"), value: (row) => store(row.store) },
    { key: "low", title: say("limits_column_low"), value: (row) => row.low, number: true },
    { key: "high", title: say("limits_column_high"), value: (row) => row.high, number: true },
    {
      key: "free",
      title: say("limits_free"),
      value: freeOf,
      shown: (row) => (
        <span class="level">
          <b class={freeOf(row) + row.incoming - row.promised < row.low ? "amber-words" : ""}>{freeOf(row)}</b>
          <LevelBar level={row} />
        </span>
      ),
    },
    { key: "way", title: say("limits_way"), value: (row) => row.incoming, number: true },
    {
      key: "by",
      title: say("limits_by"),
      value: (row) => row.set_by,
      shown: (row) => (
        <span class="set-by muted">
          {row.set_by}
          <small>{row.set_ms === 0 ? "" : momentIn(row.set_ms, zone, lang)}</small>
        </span>
      ),
    },
    {
      key: "acts",
      title: say("limits_acts"),
      value: () => "",
      still: true,
      shown: (row) => <Acts row={row} values={{ item: names(row.sku), store: store(row.store) }} onAct={onAct} />,
    },
  ];
}

function Acts({ row, values, onAct }: { row: Level; values: Record<string, string>; onAct: (act: Act) => void }) {
  const say = useSay();
  return (
    <span class="row-acts">
      <IconButton icon="pen" label={say("limits_edit_of", values)} onClick={() => onAct({ act: "set", of: row })} />
      <IconButton icon="trash" label={say("limits_delete_of", values)} onClick={() => onAct({ act: "delete", of: row })} />
    </span>
  );
}

function IconButton({ icon, label, onClick }: { icon: IconName; label: string; onClick: () => void }) {
  return (
    <button type="button" class="button round quiet" aria-label={label} title={label} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}
