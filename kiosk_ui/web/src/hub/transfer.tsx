// One transfer whole: its path, its goods line by line, and while it has not left, its cancellation.
import { useState } from "preact/hooks";
import { goodsApi, paths, type TransferFile, type TransferRow } from "../api/replenishment.ts";
import type { FoundItem } from "../api/hub.ts";
import { useAct } from "../design/act.ts";
import { Icon } from "../design/icon.tsx";
import { Sheet } from "../design/sheet.tsx";
import { Note } from "../design/toast.tsx";
import { momentIn } from "../design/zone.ts";
import { useLang } from "../words/language.tsx";
import { useChain } from "./chain.ts";
import { TextField } from "./fields.tsx";
import { ItemWords } from "./itemwords.tsx";
import { Head, Panel, Pending, useStoreName } from "./panel.tsx";
import { usePoll } from "./poll.ts";
import { to } from "./route.ts";
import { differences, transferPath, type TransferStep } from "./transferpath.ts";
import { reasonWords, TransferBadge } from "./transfers.tsx";
import { useSay } from "./words.ts";

export function Transfer({ id }: { id: string }) {
  const say = useSay();
  const name = useStoreName();
  const { body, code, again } = usePoll<TransferFile>(paths.transfer(id));
  if (body === null) return <Pending code={code} />;
  const { transfer } = body;
  return (
    <div class="sight">
      <Head
        back={[to("transfers"), say("nav_transfers")]}
        title={say("goods_route", { source: name(transfer.source), target: name(transfer.target) })}
      >
        <p class="facts">
          <TransferBadge state={transfer.state} />
          <code class="muted">{transfer.transfer_id}</code>
        </p>
      </Head>
      <div class="order-parts">
        <div class="column">
          <Path row={transfer} />
          {transfer.state === "asked" && <Cancel row={transfer} onDone={again} />}
        </div>
        <Lines file={body} />
      </div>
    </div>
  );
}

function Path({ row }: { row: TransferRow }) {
  const say = useSay();
  return (
    <Panel title={say("goods_path")}>
      <ol class="path">
        {transferPath(row).map((step) => (
          <Step key={step.key} step={step} />
        ))}
      </ol>
    </Panel>
  );
}

function Step({ step }: { step: TransferStep }) {
  const say = useSay();
  const name = useStoreName();
  const { lang } = useLang();
  const { zone } = useChain();
  const facts = [step.by, step.at_ms > 0 ? momentIn(step.at_ms, zone, lang) : ""].filter((word) => word !== "");
  return (
    <li class={step.tone}>
      <i aria-hidden="true">
        <Icon name={step.tone === "next" ? "clock" : step.tone === "bad" ? "close" : "check"} />
      </i>
      <p>
        <b>{say(step.key, { store: step.store === "" ? "" : name(step.store) })}</b>
        {step.reason !== "" && <span>{say("because", { reason: reasonWords(step.reason, say) })}</span>}
        {facts.length > 0 && <small class="muted">{facts.join(" · ")}</small>}
      </p>
    </li>
  );
}

function Lines({ file }: { file: TransferFile }) {
  const say = useSay();
  const { transfer } = file;
  const items = new Map(file.items.map((item) => [item.sku, item]));
  const left = transfer.state === "sent" || transfer.state === "received";
  return (
    <Panel title={say("goods_lines")}>
      <div class="table">
        <div class="over">
          <table class="transfer-lines">
            <thead>
              <tr>
                <th scope="col">{say("limits_item")}</th>
                <th scope="col" class="number-cell">{say("goods_column_asked")}</th>
                <th scope="col" class="number-cell">{say("goods_column_sent")}</th>
                <th scope="col" class="number-cell">{say("goods_column_received")}</th>
              </tr>
            </thead>
            <tbody>
              {transfer.lines.map((line) => (
                <tr key={line.sku}>
                  <td>
                    <LineName sku={line.sku} item={items.get(line.sku)} line={line} state={transfer.state} />
                  </td>
                  <td class="number-cell">{line.quantity}</td>
                  <td class="number-cell">{left ? line.sent : "–"}</td>
                  <td class="number-cell">{transfer.state === "received" ? line.received : "–"}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </div>
    </Panel>
  );
}

interface LineNameProps {
  sku: string;
  item: FoundItem | undefined;
  line: TransferRow["lines"][0];
  state: TransferRow["state"];
}

function LineName({ sku, item, line, state }: LineNameProps) {
  const say = useSay();
  const differs = differences({ state, lines: [line] });
  return (
    <a class="goods-line" href={to("items", [sku])}>
      <ItemWords sku={sku} item={item} />
      {differs.length > 0 && (
        <small class="amber-words">{differs.map((one) => say(one.key, { n: one.n })).join(say("goods_and"))}</small>
      )}
    </a>
  );
}

function Cancel({ row, onDone }: { row: TransferRow; onDone: () => void }) {
  const say = useSay();
  const [asked, ask] = useState(false);
  return (
    <p>
      <button type="button" class="button danger" onClick={() => ask(true)}>
        <Icon name="close" />
        {say("goods_cancel")}
      </button>
      {asked && (
        <CancelSheet
          row={row}
          onClose={() => ask(false)}
          onDone={() => {
            ask(false);
            onDone();
          }}
        />
      )}
    </p>
  );
}

function CancelSheet({ row, onClose, onDone }: { row: TransferRow; onClose: () => void; onDone: () => void }) {
  const say = useSay();
  const acts = useAct();
  const chain = useChain();
  const name = useStoreName();
  const [why, setWhy] = useState("");
  const go = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (why.trim() === "" || !(await acts.run(() => goodsApi.cancel(row.transfer_id, why.trim())))) return;
    chain.say(say("goods_cancel_done"));
    onDone();
  };
  return (
    <Sheet title={say("goods_cancel_title")} middle onClose={onClose}>
      <form class="form" onSubmit={(event) => void go(event)}>
        <p>{say("goods_cancel_line", { store: name(row.source) })}</p>
        <TextField first label={say("goods_cancel_reason")} hint={say("goods_cancel_hint")} text={why} wrong="" onText={setWhy} />
        {acts.problem !== "" && <Note tone="red">{acts.problem}</Note>}
        <button type="submit" class="button primary wide" disabled={acts.busy || why.trim() === ""}>
          {say("goods_cancel")}
        </button>
        <button type="button" class="button quiet wide" onClick={onClose}>
          {say("goods_cancel_keep")}
        </button>
      </form>
    </Sheet>
  );
}
