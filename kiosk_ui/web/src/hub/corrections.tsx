// Corrections asked of the stores, and what the stores answered.
import { useState } from "preact/hooks";
import { paths, ROWS_MAX, type Asked, type Corrections as CorrectionsBody } from "../api/hub.ts";
import { Icon } from "../design/icon.tsx";
import { Table, type Column } from "../design/table.tsx";
import { momentIn } from "../design/zone.ts";
import { isCode, useLang, useProblem, type Lang } from "../words/language.tsx";
import { useChain } from "./chain.ts";
import { Correction } from "./correction.tsx";
import { Most } from "./most.tsx";
import { Pending, useStoreName } from "./panel.tsx";
import { usePoll } from "./poll.ts";
import { to } from "./route.ts";
import { askedState, signed } from "./sentences.ts";
import { useSay, type SayHub } from "./words.ts";

const TONES = { asked_asked: "blue", asked_late: "amber", asked_done: "green", asked_refused: "red" };

export function Corrections() {
  const say = useSay();
  const chain = useChain();
  const { lang } = useLang();
  const name = useStoreName();
  const told = useAnswer();
  const { body, code, again } = usePoll<CorrectionsBody>(paths.corrections);
  const [open, setOpen] = useState(false);
  return (
    <div class="sight">
      <header class="head">
        <h1>{say("corrections_title")}</h1>
        <button type="button" class="button ink" onClick={() => setOpen(true)}>
          <Icon name="swap" />
          {say("correct_title")}
        </button>
      </header>
      <section class="panel">
        {body === null ? (
          <Pending code={code} />
        ) : (
          <Table
            rows={body.corrections}
            columns={columns({ say, name, told, zone: chain.zone, now_ms: chain.now_ms, lang })}
            first={{ key: "asked", down: true }}
            rowKey={(row) => row.command_id}
            file="corrections.csv"
            exportWords={say("export")}
            sortWords={(title) => say("sort_by", { column: title })}
            none={say("corrections_none")}
          />
        )}
        <Most rows={body?.corrections.length ?? 0} limit={ROWS_MAX} />
      </section>
      {open && (
        <Correction
          sku=""
          store={chain.stores[0]?.store ?? ""}
          onClose={() => {
            setOpen(false);
            again();
          }}
        />
      )}
    </div>
  );
}

// What a store answered, in words.
function useAnswer(): (answer: string) => string {
  const say = useSay();
  const sentence = useProblem();
  return (answer) => {
    if (answer === "late") return say("answer_late");
    return isCode(answer) ? sentence(answer) : answer;
  };
}

interface Telling {
  say: SayHub;
  name: (id: string) => string;
  told: (answer: string) => string;
  zone: string;
  now_ms: number;
  lang: Lang;
}

function columns({ say, name, told, zone, now_ms, lang }: Telling): Column<Asked>[] {
  return [
    {
      key: "asked",
      title: say("asked_at"),
      value: (row) => row.asked_ms,
      shown: (row) => momentIn(row.asked_ms, zone, lang),
      exported: (row) => new Date(row.asked_ms).toISOString(),
    },
    { key: "by", title: say("asked_by"), value: (row) => row.asked_by },
    { key: "store", title: say("store"), value: (row) => name(row.store) },
    {
      key: "sku",
      title: say("sku"),
      value: (row) => row.sku,
      shown: (row) => (
        <a href={to("items", [row.sku])}>
          <b>{row.sku}</b>
        </a>
      ),
    },
    { key: "quantity", title: say("quantity_signed"), value: (row) => row.quantity, shown: (row) => <b>{signed(row.quantity)}</b>, number: true },
    { key: "reason", title: say("correct_reason"), value: (row) => row.reason },
    {
      key: "state",
      title: say("state"),
      value: (row) => say(askedState(row, now_ms)),
      shown: (row) => <span class={`badge ${TONES[askedState(row, now_ms)]}`}>{say(askedState(row, now_ms))}</span>,
    },
    { key: "answer", title: say("answer"), value: (row) => told(row.answer) },
  ];
}
