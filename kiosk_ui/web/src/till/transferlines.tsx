// What goes or comes, line by line: listed, counted, and what differs.
import type { TransferLine, TransferView } from "../api/transfers.ts";
import { Icon } from "../design/icon.tsx";
import { Stepper } from "../design/stepper.tsx";
import { useName } from "../words/language.tsx";
import { expected, sum, turnOf, type Turn } from "./counting.ts";
import { reasonWords, StateBadge, Title, useTransferSay, type Counting } from "./transfers.tsx";

interface TransferLinesProps {
  view: TransferView;
  counting: Counting;
}

export function TransferLines({ view, counting }: TransferLinesProps) {
  const say = useTransferSay();
  const turn = turnOf(view);
  const done = sum(view.lines, counting.counted, turn);
  const open = turn === "send" || turn === "receive";
  return (
    <>
      <header>
        <h2>
          <Title row={view.transfer} />
        </h2>
        <StateBadge row={view.transfer} />
      </header>
      {open && (
        <div class="progress">
          <progress max={Math.max(1, done.all)} value={done.n} aria-label={say("counted_of", { n: done.n, all: done.all })} />
          <b>{say("counted_of", { n: done.n, all: done.all })}</b>
        </div>
      )}
      {view.transfer.by !== "" && <p class="muted">{say("asked_by", { who: view.transfer.by })}</p>}
      {view.transfer.reason !== "" && <p class="amber-words">{reasonWords(view.transfer, say)}</p>}
      <ul class="task-lines">
        {view.lines.map((line) => (
          <Line key={line.sku} line={line} turn={turn} asked={view.transfer.state === "asked"} counting={counting} />
        ))}
      </ul>
    </>
  );
}

interface LineProps {
  line: TransferLine;
  turn: Turn;
  asked: boolean; // nothing of it left yet
  counting: Counting;
}

function Line({ line, turn, asked, counting }: LineProps) {
  const say = useTransferSay();
  const name = useName();
  const open = turn === "send" || turn === "receive";
  const still = turn === "ended" ? line.received : asked ? line.quantity : line.sent;
  const n = open ? (counting.counted[line.sku] ?? 0) : still;
  const want = expected(line, turn);
  return (
    <li class={open && n === want ? "done" : ""}>
      {line.picture !== "" && <img src={line.picture} alt="" />}
      <span class="of">
        <b>{name(line.name_zh, line.name_en)}</b>
        <span>{name(line.variant_zh, line.variant_en)}</span>
        <small class="muted">{line.sku}</small>
        <small>
          {say("line_asked", { n: line.quantity })}
          {line.sent > 0 && ` · ${say("line_sent", { n: line.sent })}`}
        </small>
        {turn === "ended" && line.missing !== 0 && (
          <small class="amber-words">
            <Icon name="warn" />
            {line.missing > 0 ? say("fewer", { n: line.missing }) : say("extra", { n: -line.missing })}
          </small>
        )}
      </span>
      {open ? (
        <Stepper
          value={n}
          {...(turn === "send" ? { max: line.quantity } : {})}
          onChange={(quantity) => counting.count(line.sku, quantity)}
        />
      ) : (
        <b class="quantity">{n}</b>
      )}
    </li>
  );
}
