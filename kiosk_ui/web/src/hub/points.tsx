// The ledger of points: what moved, where, why, and the balance after each line; a page at a time.
import type { MemberSheet, MoveRow } from "../api/members.ts";
import { Icon } from "../design/icon.tsx";
import { momentIn } from "../design/zone.ts";
import { useLang } from "../words/language.tsx";
import { useChain } from "./chain.ts";
import { Panel, useStoreName } from "./panel.tsx";
import { to } from "./route.ts";
import { signed } from "./sentences.ts";
import { useSay } from "./words.ts";

const PAGE = 20; // as the centre sends them

interface PointsProps {
  sheet: MemberSheet;
  skip: number;
  onSkip: (skip: number) => void;
}

export function Points({ sheet, skip, onSkip }: PointsProps) {
  const say = useSay();
  const { member, moves } = sheet;
  return (
    <Panel
      class="points"
      title={say("member_points")}
      more={
        <p class={`balance ${member.overdrawn ? "red-words" : ""}`}>
          <small class="muted">{say("member_points_left")}</small> <b>{member.points.toLocaleString("en")}</b>
        </p>
      }
    >
      {moves.length === 0 && <p class="muted">{say("member_points_none")}</p>}
      <ol class="ledger">
        {moves.map((move) => (
          <li key={`${move.store} ${move.reason} ${move.ref}`}>
            <Line move={move} />
          </li>
        ))}
      </ol>
      {sheet.moves_all > PAGE && <Pages sheet={sheet} skip={skip} onSkip={onSkip} />}
    </Panel>
  );
}

function Line({ move }: { move: MoveRow }) {
  const say = useSay();
  const name = useStoreName();
  const { lang } = useLang();
  const { zone } = useChain();
  return (
    <>
      <span>
        <b>
          {say(`member_reason_${move.reason}`)} {move.capped && <span class="badge amber">{say("member_capped")}</span>}
        </b>
        <small class="muted">
          {name(move.store)} · {momentIn(move.at_ms, zone, lang)}{" "}
          <a href={to("orders", [move.ref])}>{say("member_order_of")}</a>
        </small>
      </span>
      <span class="moved">
        <b class={move.points < 0 ? "" : "green-words"}>{signed(move.points)}</b>
        <small class={move.balance < 0 ? "red-words" : "muted"}>{say("member_after", { n: move.balance.toLocaleString("en") })}</small>
      </span>
    </>
  );
}

function Pages({ sheet, skip, onSkip }: PointsProps) {
  const say = useSay();
  const last = Math.min(sheet.moves_all, skip + sheet.moves.length);
  return (
    <nav class="pages" aria-label={say("member_points")}>
      <button type="button" class="button quiet" disabled={skip === 0} onClick={() => onSkip(Math.max(0, skip - PAGE))}>
        <Icon name="back" />
        {say("member_newer")}
      </button>
      <span class="muted">{say("member_lines", { first: skip + 1, last, all: sheet.moves_all })}</span>
      <button type="button" class="button quiet" disabled={last >= sheet.moves_all} onClick={() => onSkip(skip + PAGE)}>
        {say("member_older")}
        <Icon name="next" />
      </button>
    </nav>
  );
}
