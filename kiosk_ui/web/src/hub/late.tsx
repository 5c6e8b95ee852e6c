// What is not fresh on this page: all of it while the centre is silent, or the part whose question gets no answer.
import { useContext } from "preact/hooks";
import { paths } from "../api/hub.ts";
import { Icon } from "../design/icon.tsx";
import { timeIn } from "../design/zone.ts";
import { useProblem } from "../words/language.tsx";
import { TroublesContext } from "./poll.ts";
import { useSay } from "./words.ts";

// A part of which nothing is shown yet says so itself, where it would stand.
export function Late({ zone }: { zone: string }) {
  const say = useSay();
  const sentence = useProblem();
  const troubles = useContext(TroublesContext);
  const whole = troubles.get(paths.overview);
  if (whole !== undefined) {
    return (
      <div class="late" role="alert">
        <Icon name="plug" />
        <span>{say("late", { time: timeIn(whole.heard_ms, zone) })}</span>
      </div>
    );
  }
  const stale = [...troubles.values()].filter((one) => one.heard_ms > 0);
  const [oldest] = stale.sort((a, b) => a.heard_ms - b.heard_ms);
  if (oldest === undefined) return null;
  return (
    <div class="late" role="alert">
      <Icon name="warn" />
      <span>{say("late_part", { time: timeIn(oldest.heard_ms, zone), why: sentence(oldest.code, oldest.detail) })}</span>
      <button type="button" class="button small" onClick={() => stale.forEach((one) => one.again())}>
        {say("late_again")}
      </button>
    </div>
  );
}
