// The ledger of coupons: who gave each, until when it is good, and the orders that took it.
import type { ComponentChildren } from "preact";
import type { CouponRow } from "../api/members.ts";
import { money } from "../design/money.ts";
import { momentIn } from "../design/zone.ts";
import { useLang, useName } from "../words/language.tsx";
import { useChain } from "./chain.ts";
import { couponsLeft, couponState, type CouponState } from "./coupons.ts";
import { Panel, useStoreName } from "./panel.tsx";
import { to } from "./route.ts";
import { useSay } from "./words.ts";

const TONES: Record<CouponState, string> = { open: "green", used: "", twice: "red", over: "" };

interface CouponsProps {
  rows: CouponRow[];
  children?: ComponentChildren; // giving another
}

export function Coupons({ rows, children }: CouponsProps) {
  const say = useSay();
  const { now_ms } = useChain();
  return (
    <Panel title={say("member_coupons")} more={<b>{say("member_coupons_left", { n: couponsLeft(rows, now_ms) })}</b>}>
      {rows.length === 0 && <p class="muted">{say("member_coupons_none")}</p>}
      <ul class="ledger">
        {rows.map((row) => (
          <li key={row.coupon.coupon_id}>
            <Line row={row} />
          </li>
        ))}
      </ul>
      {children}
    </Panel>
  );
}

function Line({ row }: { row: CouponRow }) {
  const say = useSay();
  const name = useName();
  const store = useStoreName();
  const { lang } = useLang();
  const { zone, now_ms } = useChain();
  const { coupon } = row;
  const state = couponState(row, now_ms);
  const at = (at_ms: number): string => momentIn(at_ms, zone, lang);
  return (
    <>
      <span>
        <b>{name(coupon.title_zh, coupon.title_en)}</b>
        <small>{say("member_coupon_off", { off: money(coupon.off_fen), least: money(coupon.least_fen) })}</small>
        <small class="muted">
          {row.given_ms === 0 ? say("member_coupon_given_old") : say("member_coupon_given", { time: at(row.given_ms), by: row.given_by })}
        </small>
        {row.uses.length === 0 && <small class="muted">{say("member_coupon_until", { time: at(coupon.until_ms) })}</small>}
        {row.uses.map((use) => (
          <a class="small-link" key={use.order_id} href={to("orders", [use.order_id])}>
            {say("member_coupon_used_at", { store: store(use.store), time: at(use.at_ms) })}
          </a>
        ))}
        {state === "twice" && <small class="red-words">{say("member_coupon_twice_line", { n: row.uses.length })}</small>}
      </span>
      <span class={`badge ${TONES[state]}`}>{say(`member_coupon_${state}`, { n: row.uses.length })}</span>
    </>
  );
}
