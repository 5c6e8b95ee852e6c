// A store's stock as a bar against its limits: what is free, what comes, what this would add.
import type { Level } from "../api/replenishment.ts";
import { barOf, freeOf } from "./choosing.ts";
import { useStoreName } from "./panel.tsx";
import { useSay } from "./words.ts";

export function LevelBar({ level, more = 0 }: { level: Level; more?: number }) {
  const say = useSay();
  const name = useStoreName();
  const bar = barOf(level, more);
  const values = { store: name(level.store), free: freeOf(level), incoming: level.incoming, low: level.low, high: level.high, n: more };
  const words = say(more > 0 ? "goods_level_with" : "goods_level", values);
  return (
    <span class="level-bar" role="img" aria-label={words} title={words}>
      <span class="range" style={{ left: `${bar.low}%`, width: `${bar.high - bar.low}%` }} />
      <span class="pieces-of">
        <i class="free" style={{ width: `${bar.free}%` }} />
        <i class="incoming" style={{ width: `${bar.incoming}%` }} />
        {more > 0 && <i class="more" style={{ width: `${bar.more}%` }} />}
      </span>
      <i class="tick" style={{ left: `${bar.low}%` }} />
      <i class="tick" style={{ left: `${bar.high}%` }} />
    </span>
  );
}

export function BarKey() {
  const say = useSay();
  return (
    <p class="bar-key muted" aria-hidden="true">
      <span class="free">{say("goods_key_free")}</span>
      <span class="incoming">{say("goods_key_incoming")}</span>
      <span class="more">{say("goods_key_now")}</span>
      <span class="range">{say("goods_key_range")}</span>
    </p>
  );
}
