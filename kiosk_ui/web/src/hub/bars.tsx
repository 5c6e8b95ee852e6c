// Hours as columns: a small row of them in a table, and the day's sales against yesterday's.
import { money } from "../design/money.ts";
import { useSay } from "./words.ts";

export function Pulse({ hours, label }: { hours: number[]; label: string }) {
  const most = Math.max(1, ...hours);
  return (
    <svg class="pulse" viewBox="0 0 96 24" preserveAspectRatio="none" role="img" aria-label={label}>
      {hours.map((n, hour) => (
        <rect
          key={hour}
          class={hour === hours.length - 1 ? "now" : n === 0 ? "none" : ""}
          x={hour * 4}
          width={3}
          rx={0.8}
          y={n === 0 ? 22.5 : 23 - 22 * (n / most)}
          height={n === 0 ? 1.5 : 1 + 22 * (n / most)}
        />
      ))}
    </svg>
  );
}

interface DayChartProps {
  today: number[];
  before: number[];
}

// Each hour has yesterday's column behind today's; what an hour sold is said when it is pointed at.
export function DayChart({ today, before }: DayChartProps) {
  const say = useSay();
  const most = Math.max(1, ...today, ...before);
  const tall = (fen: number): string => `${Math.max(fen > 0 ? 2 : 0, (100 * fen) / most)}%`;
  return (
    <figure class="day">
      <div class="columns" role="img" aria-label={say("chart_label")}>
        {Array.from({ length: 24 }, (_, hour) => (
          <span
            key={hour}
            title={`${say("chart_hour", { hour })} · ${say("chart_today")} ${money(today[hour] ?? 0)} · ${say("chart_before")} ${money(before[hour] ?? 0)}`}
          >
            <i class="before" style={{ height: tall(before[hour] ?? 0) }} />
            <i class={hour === today.length - 1 ? "today now" : "today"} style={{ height: tall(today[hour] ?? 0) }} />
          </span>
        ))}
      </div>
      <p class="scale" aria-hidden="true">
        {[0, 6, 12, 18].map((hour) => (
          <span key={hour}>{say("chart_hour", { hour })}</span>
        ))}
      </p>
      <figcaption>
        <span class="today">{say("chart_today")}</span>
        <span class="before">{say("chart_before")}</span>
      </figcaption>
    </figure>
  );
}
