// A table that sorts by any of its columns and exports what it shows.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { csv, save, type Cell } from "./csv.ts";
import { Icon } from "./icon.tsx";
import "./table.css";

export interface Column<R> {
  key: string;
  title: string;
  value: (row: R) => Cell;
  shown?: (row: R) => ComponentChildren;
  exported?: (row: R) => Cell;
  number?: boolean;
  still?: boolean; // acts, not facts: neither sorted nor exported
}

export interface Order {
  key: string;
  down: boolean;
}

export function sorted<R>(rows: R[], columns: Column<R>[], order: Order): R[] {
  const column = columns.find((one) => one.key === order.key);
  if (column === undefined) return rows;
  const compare = (a: R, b: R): number => {
    const [x, y] = [column.value(a), column.value(b)];
    const by = typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y), "zh-CN");
    return order.down ? -by : by;
  };
  return [...rows].sort(compare);
}

export function exported<R>(rows: R[], columns: Column<R>[]): string {
  const facts = columns.filter((column) => column.still !== true);
  const head = facts.map((column) => column.title);
  return csv([head, ...rows.map((row) => facts.map((column) => (column.exported ?? column.value)(row)))]);
}

interface TableProps<R> {
  rows: R[];
  columns: Column<R>[];
  first: Order;
  rowKey: (row: R) => string;
  file: string;
  exportWords: string;
  sortWords: (title: string) => string;
  none: string;
}

export function Table<R>({ rows, columns, first, rowKey, file, exportWords, sortWords, none }: TableProps<R>) {
  const [order, setOrder] = useState(first);
  const list = sorted(rows, columns, order);
  const flip = (key: string): void => setOrder({ key, down: order.key === key ? !order.down : false });
  return (
    <div class="table">
      <div class="over">
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <Head key={column.key} column={column} order={order} words={sortWords} onFlip={flip} />
              ))}
            </tr>
          </thead>
          <tbody>
            {list.map((row) => (
              <tr key={rowKey(row)}>
                {columns.map((column) => (
                  <td key={column.key} class={column.number ? "number-cell" : ""}>
                    {column.shown === undefined ? column.value(row) : column.shown(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {list.length === 0 && <p class="muted none">{none}</p>}
      <button
        type="button"
        class="button quiet"
        disabled={list.length === 0}
        onClick={() => save(file, exported(list, columns))}
      >
        <Icon name="download" />
        {exportWords}
      </button>
    </div>
  );
}

interface HeadProps<R> {
  column: Column<R>;
  order: Order;
  words: (title: string) => string;
  onFlip: (key: string) => void;
}

function Head<R>({ column, order, words, onFlip }: HeadProps<R>) {
  const mine = order.key === column.key;
  if (column.still === true) {
    return (
      <th scope="col">
        <span class="heard">{column.title}</span>
      </th>
    );
  }
  return (
    <th
      scope="col"
      class={column.number ? "number-cell" : ""}
      aria-sort={!mine ? "none" : order.down ? "descending" : "ascending"}
    >
      <button type="button" aria-label={words(column.title)} onClick={() => onFlip(column.key)}>
        {column.title}
        <span aria-hidden="true">{!mine ? "" : order.down ? "↓" : "↑"}</span>
      </button>
    </th>
  );
}
