// A countdown as a ring that empties; it can stand still.
import type { ComponentChildren } from "preact";

interface RingProps {
  left: number;
  of: number;
  size: number;
  paused?: boolean;
  label: string;
  children?: ComponentChildren;
}

export function Ring({ left, of, size, paused = false, label, children }: RingProps) {
  const stroke = Math.max(4, Math.round(size / 14));
  const radius = (size - stroke) / 2;
  const round = 2 * Math.PI * radius;
  const part = Math.min(1, Math.max(0, of === 0 ? 0 : left / of));
  const circle = { cx: size / 2, cy: size / 2, r: radius, fill: "none", "stroke-width": stroke };
  return (
    <div class={`ring ${paused ? "paused" : ""}`} role="timer" aria-label={label}>
      <svg width={size} height={size} aria-hidden="true">
        <circle class="rail" {...circle} />
        {!paused && (
          <circle class="left" {...circle} stroke-dasharray={round} stroke-dashoffset={round * (1 - part)} />
        )}
        {paused && <circle class="left" {...circle} />}
      </svg>
      <span>{children}</span>
    </div>
  );
}
