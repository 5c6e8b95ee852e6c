// The day by the hour: sales as columns, orders as a line, drawn by uPlot on a canvas.
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { HourPoint } from "../api/views.ts";
import { useSay } from "./words.ts";

const HEIGHT = 240;
const COLUMN_PART = 0.62;

export interface Series {
  hours: number[];
  yuan: number[];
  orders: number[];
}

// From the first hour that sold to the last, and never less than a shop's usual day.
export function series(points: HourPoint[]): Series {
  const busy = points.filter((point) => point.orders > 0 || point.sales_fen !== 0).map((point) => point.hour);
  const [from, to] = [Math.min(9, ...busy), Math.max(21, ...busy)];
  const by = new Map(points.map((point) => [point.hour, point]));
  const hours = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  return {
    hours,
    yuan: hours.map((hour) => (by.get(hour)?.sales_fen ?? 0) / 100),
    orders: hours.map((hour) => by.get(hour)?.orders ?? 0),
  };
}

export function Chart({ points }: { points: HourPoint[] }) {
  const say = useSay();
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const names: [string, string] = [say("chart_sales"), say("chart_orders")];
  useEffect(() => {
    const held = box.current;
    if (held === null) return undefined;
    const made = new uPlot(options(held.clientWidth, names), data(points), held);
    plot.current = made;
    const watch = new ResizeObserver(() => made.setSize({ width: held.clientWidth, height: HEIGHT }));
    watch.observe(held);
    return () => {
      watch.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [names.join()]);
  useEffect(() => plot.current?.setData(data(points)), [points]);
  return (
    <figure class="chart" role="img" aria-label={say("chart_label")}>
      <div ref={box} />
      <figcaption>
        <span class="sales">{names[0]}</span>
        <span class="orders">{names[1]}</span>
      </figcaption>
    </figure>
  );
}

function data(points: HourPoint[]): uPlot.AlignedData {
  const { hours, yuan, orders } = series(points);
  return [hours, yuan, orders];
}

function options(width: number, names: [string, string]): uPlot.Options {
  const token = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const font = `13px ${token("--font")}`;
  const [ink, muted, line, red] = [token("--ink"), token("--muted"), token("--line"), token("--red")];
  const axis = { stroke: muted, font, grid: { stroke: line, width: 1 }, ticks: { show: false } };
  const columns = uPlot.paths.bars?.({ size: [COLUMN_PART, 48], radius: 0.16 });
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { points: { show: false }, drag: { x: false, y: false } },
    scales: {
      x: { time: false, range: (_, min, max) => [min - 0.6, max + 0.6] },
      y: { range: (_, __, max) => [0, Math.max(100, max * 1.1)] },
      n: { range: (_, __, max) => [0, Math.max(4, max * 1.25)] },
    },
    series: [
      {},
      { label: names[0], fill: red, stroke: red, width: 0, points: { show: false }, ...(columns ? { paths: columns } : {}) },
      { label: names[1], scale: "n", stroke: muted, width: 1.5, points: { show: true, size: 7, fill: ink } },
    ],
    axes: [
      { ...axis, grid: { show: false }, values: (_, hours) => hours.map((hour) => (Number.isInteger(hour) ? `${hour}` : "")) },
      { ...axis, size: 64 },
      { ...axis, scale: "n", side: 1, grid: { show: false }, size: 40 },
    ],
  };
}
