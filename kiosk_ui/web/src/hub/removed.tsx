// Limits that were taken away: what they were, by whom and when.
import { LIST_MAX, paths, type Removed as RemovedRow, type RemovedLimits } from "../api/replenishment.ts";
import { Table, type Column } from "../design/table.tsx";
import { momentIn } from "../design/zone.ts";
import { useLang, type Lang } from "../words/language.tsx";
import { useChain } from "./chain.ts";
import { useItemName } from "./itemwords.tsx";
import { Most } from "./most.tsx";
import { Panel, Pending, useStoreName } from "./panel.tsx";
import { usePoll } from "./poll.ts";
import { to } from "./route.ts";
import { useSay, type SayHub } from "./words.ts";

// Nothing stands here while nobody has taken any away.
export function Removed({ store }: { store: string }) {
  const say = useSay();
  const { body, code } = usePoll<RemovedLimits>(paths.removed({ store }));
  if (body === null && code === "") return null;
  if (body?.removed.length === 0) return null;
  return (
    <Panel title={say("limits_removed_title")}>
      {body === null ? <Pending code={code} /> : <List body={body} />}
      <Most rows={body?.removed.length ?? 0} limit={LIST_MAX} />
    </Panel>
  );
}

function List({ body }: { body: RemovedLimits }) {
  const say = useSay();
  const store = useStoreName();
  const { zone } = useChain();
  const { lang } = useLang();
  const names = useItemName(body.items);
  return (
    <Table
      rows={body.removed}
      columns={columns({ say, store, names, zone, lang })}
      first={{ key: "when", down: true }}
      rowKey={(row) => `${row.store}|${row.sku}|${row.removed_ms}`}
      file="limits-removed.csv"
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
  zone: string;
  lang: Lang;
}

function columns({ say, store, names, zone, lang }: Telling): Column<RemovedRow>[] {
  return [
    {
      key: "when",
      title: say("limits_removed_when"),
      value: (row) => row.removed_ms,
      shown: (row) => momentIn(row.removed_ms, zone, lang),
      exported: (row) => new Date(row.removed_ms).toISOString(),
    },
    { key: "by", title: say("limits_removed_by"), value: (row) => row.removed_by },
    {
      key: "item",
      title: say("limits_item"),
      value: (row) => names(row.sku),
      shown: (row) => <a href={to("items", [row.sku])}>{names(row.sku)}</a>,
    },
    { key: "store", title: say("store"), value: (row) => store(row.store) },
    { key: "low", title: say("limits_column_low"), value: (row) => row.low, number: true },
    { key: "high", title: say("limits_column_high"), value: (row) => row.high, number: true },
  ];
}
