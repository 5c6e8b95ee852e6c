// The member in the basket: the way in, or who it is and what points and coupons take off.
import type { CouponView, MemberView, OrderView } from "../api/views.ts";
import { Icon } from "../design/icon.tsx";
import { money } from "../design/money.ts";
import { Toggle } from "../design/toggle.tsx";
import { useName } from "../words/language.tsx";
import { useShop } from "./shop.ts";
import { useSay } from "./words.ts";

export function MemberBar() {
  const { view, go } = useShop();
  const say = useSay();
  const member = view.member;
  return (
    <section class="member-bar">
      <button type="button" class="pressable who" onClick={() => go({ at: "member" })}>
        <Icon name="person" />
        {member === null ? (
          <span>
            <b>{say("member_join")}</b>
            <small class="muted">{say("member_join_line")}</small>
          </span>
        ) : (
          <Who member={member} />
        )}
        <Icon name="next" />
      </button>
      {member !== null && member.proven && view.order !== null && <Offers member={member} order={view.order} />}
    </section>
  );
}

export function Who({ member }: { member: MemberView }) {
  const say = useSay();
  const named = member.name === "" ? member.phone : member.name;
  return (
    <span>
      <b>{named === "" ? say("member_proven") : named}</b>
      <small class="muted">
        {!member.proven && say("member_earns")}
        {member.proven && !member.known && say("member_coming")}
        {member.proven && member.known && say("member_points", { n: member.points })}
      </small>
    </span>
  );
}

function Offers({ member, order }: { member: MemberView; order: OrderView }) {
  const { api, acts } = useShop();
  const say = useSay();
  const used = order.points;
  const most = Math.max(member.may, used);
  return (
    <div class="offers">
      {most > 0 && (
        <Toggle on={used > 0} onChange={(on) => void acts.run(() => api.points(on ? most : 0))}>
          <b>{say("member_use", { n: used > 0 ? used : member.may, amount: money(used > 0 ? used : member.may) })}</b>
          {!member.fresh && <small class="muted">{say("member_offline")}</small>}
        </Toggle>
      )}
      {member.coupons.map((coupon) => (
        <CouponChip key={coupon.coupon_id} coupon={coupon} on={order.coupon_id === coupon.coupon_id} />
      ))}
    </div>
  );
}

function CouponChip({ coupon, on }: { coupon: CouponView; on: boolean }) {
  const { api, acts } = useShop();
  const say = useSay();
  const name = useName();
  return (
    <button
      type="button"
      class="chip coupon"
      aria-pressed={on}
      disabled={!on && !coupon.counts}
      onClick={() => void acts.run(() => api.coupon(on ? "" : coupon.coupon_id))}
    >
      <b>{name(coupon.title_zh, coupon.title_en)}</b>
      <small>{say(coupon.later ? "coupon_later" : "coupon_off", { off: money(coupon.off_fen), least: money(coupon.least_fen) })}</small>
    </button>
  );
}
