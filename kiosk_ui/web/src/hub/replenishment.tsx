// What should be sent where, and why; what is ticked becomes transfers in one press.
import { useState } from "preact/hooks";
import { newKey } from "../api/client.ts";
import { goodsApi, LIST_MAX, paths, type Moved, type ProposalRow, type Replenishment as Body } from "../api/replenishment.ts";
import { useAct } from "../design/act.ts";
import { Icon } from "../design/icon.tsx";
import { Empty, Note } from "../design/toast.tsx";
import { useChain } from "./chain.ts";
import { between, chosen, flipped, pressed, proposalKey, summed, UNPRESSED } from "./choosing.ts";
import { Select } from "./fields.tsx";
import { useItemName } from "./itemwords.tsx";
import { BarKey } from "./levelbar.tsx";
import { Most } from "./most.tsx";
import { Pending, useStoreName } from "./panel.tsx";
import { usePoll } from "./poll.ts";
import { ProposalGroup, Tick } from "./proposal.tsx";
import { replaceRoute, to } from "./route.ts";
import { useSay } from "./words.ts";

const EVERY_MS = 10_000; // the whole chain's stock is looked through each time

export function Replenishment({ query }: { query: URLSearchParams }) {
  const say = useSay();
  const chain = useChain();
  const name = useStoreName();
  const store = query.get("store") ?? "";
  const { body, code, again } = usePoll<Body>(paths.proposals({ store }), EVERY_MS);
  return (
    <div class="sight">
      <header class="head">
        <div>
          <h1>{say("goods_proposals_title")}</h1>
          <p class="muted">{say("goods_proposals_line")}</p>
        </div>
      </header>
      <div class="transfer-filters">
        <ReplenishmentTabs here="replenishment" />
        <Select
          label={say("store")}
          value={store}
          options={[["", say("any_store")], ...chain.stores.map((row): [string, string] => [row.store, name(row.store)])]}
          onPick={(picked) => replaceRoute(to("replenishment", [], { store: picked }))}
        />
      </div>
      {body === null ? <Pending code={code} /> : <Proposals key={store} body={body} onSent={again} />}
    </div>
  );
}

export function ReplenishmentTabs({ here }: { here: "replenishment" | "limits" }) {
  const say = useSay();
  return (
    <nav class="tabs" aria-label={say("goods_proposals_title")}>
      <a class="chip" href={to("replenishment")} aria-current={here === "replenishment" ? "true" : undefined}>
        {say("goods_tab_proposals")}
      </a>
      <a class="chip" href={to("limits")} aria-current={here === "limits" ? "true" : undefined}>
        {say("goods_tab_limits")}
      </a>
    </nav>
  );
}

function Proposals({ body, onSent }: { body: Body; onSent: () => void }) {
  const say = useSay();
  const [ticked, tick] = useState<ReadonlySet<string>>(new Set());
  const [moved, setMoved] = useState<Moved[]>([]);
  const rows = body.proposals;
  const names = useItemName(body.items);
  const items = new Map(body.items.map((item) => [item.sku, item]));
  const flip = (of: ProposalRow[]): void => tick(flipped(ticked, of));
  const sent = (left: Moved[]): void => {
    setMoved(left);
    tick(new Set());
    onSent();
  };
  return (
    <>
      {moved.length > 0 && <MovedNote moved={moved} names={names} onClose={() => setMoved([])} />}
      {rows.length === 0 ? (
        <section class="panel">
          <Empty icon="check" title={say("goods_proposals_none")}>
            <p>{say("goods_proposals_none_line")}</p>
            <a class="button" href={to("limits")}>
              {say("goods_to_limits")}
            </a>
          </Empty>
        </section>
      ) : (
        <>
          <div class="choose-all">
            <Tick label={say("goods_choose_all")} shown on={rows.every((row) => ticked.has(proposalKey(row)))} onTick={() => flip(rows)} />
            <BarKey />
          </div>
          {between(rows).map((group) => (
            <ProposalGroup key={`${group.source}|${group.target}`} group={group} items={items} names={names} ticked={ticked} onFlip={flip} />
          ))}
          <Most rows={rows.length} limit={LIST_MAX} words="goods_proposals_most" />
          <SendBar rows={rows} ticked={ticked} onSent={sent} />
        </>
      )}
    </>
  );
}

interface SendBarProps {
  rows: ProposalRow[];
  ticked: ReadonlySet<string>;
  onSent: (moved: Moved[]) => void;
}

function SendBar({ rows, ticked, onSent }: SendBarProps) {
  const say = useSay();
  const acts = useAct();
  const chain = useChain();
  const choices = chosen(rows, ticked);
  const [press, setPress] = useState(UNPRESSED);
  const total = summed(choices);
  const go = async (): Promise<void> => {
    const now = pressed(press, choices, newKey);
    setPress(now);
    await acts.run(async () => {
      const done = await goodsApi.send(now.key, choices);
      setPress(UNPRESSED);
      if (done.transfers.length > 0) chain.say(say("goods_send_done", { n: done.transfers.length }));
      onSent(done.moved);
    });
  };
  return (
    <div class="send-bar">
      {acts.problem !== "" && <Note tone="red">{acts.problem}</Note>}
      <p role="status">{total.n === 0 ? say("goods_chosen_none") : say("goods_chosen", { ...total })}</p>
      <a class="button quiet" href={to("transfers", [], { state: "asked" })}>
        {say("goods_send_see")}
      </a>
      <button type="button" class="button primary" disabled={acts.busy || total.n === 0} onClick={() => void go()}>
        <Icon name="carry" />
        {say("goods_send_go")}
      </button>
    </div>
  );
}

function MovedNote({ moved, names, onClose }: { moved: Moved[]; names: (sku: string) => string; onClose: () => void }) {
  const say = useSay();
  const store = useStoreName();
  return (
    <section class="panel moved" role="alert">
      <header>
        <h2>{say("goods_moved_title", { n: moved.length })}</h2>
        <button type="button" class="button" onClick={onClose}>
          {say("goods_moved_close")}
        </button>
      </header>
      <ul>
        {moved.map((one) => (
          <li key={proposalKey(one)}>
            {say(one.now === 0 ? "goods_moved_gone" : "goods_moved", {
              item: names(one.sku),
              route: say("goods_route", { source: store(one.source), target: store(one.target) }),
              n: one.quantity,
              now: one.now,
            })}
          </li>
        ))}
      </ul>
    </section>
  );
}
