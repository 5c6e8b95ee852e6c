// The portrait stage: 1080 wide, as tall as the panel is; on another window it is shown whole, made smaller.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";

export const STAGE_WIDTH = 1080;
export const STAGE_HEIGHT = 1920;
const PORTRAIT = 1.4;

export interface Fit {
  height: number;
  scale: number;
}

export function fit(width: number, height: number): Fit {
  const ratio = height / width;
  const tall = ratio >= PORTRAIT ? Math.round(STAGE_WIDTH * ratio) : STAGE_HEIGHT;
  return { height: tall, scale: Math.min(width / STAGE_WIDTH, height / tall) };
}

export function Stage({ low, children }: { low: boolean; children: ComponentChildren }) {
  const [size, setSize] = useState(() => fit(innerWidth, innerHeight));
  useEffect(() => {
    const measure = (): void => setSize(fit(innerWidth, innerHeight));
    addEventListener("resize", measure);
    return () => removeEventListener("resize", measure);
  }, []);
  const style = {
    width: `${STAGE_WIDTH}px`,
    height: `${size.height}px`,
    transform: size.scale === 1 ? "none" : `scale(${size.scale})`,
    left: `${Math.max(0, (innerWidth - STAGE_WIDTH * size.scale) / 2)}px`,
  };
  return (
    <div class={`stage ${low ? "low" : ""}`} style={style}>
      {children}
    </div>
  );
}
