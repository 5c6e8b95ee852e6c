// The hour of the store is shown, not the hour of whoever looks.
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, test } from "vitest";
import type { QueueRow } from "../api/views.ts";
import { columns } from "../board/recent.tsx";
import { InStore, useTimes } from "./instore.tsx";
import { age, timesIn } from "./moment.ts";

const AT_MS = Date.UTC(2025, 5, 15, 12, 5, 9);

afterEach(() => render(null, document.body));

test.each([
  ["Asia/Shanghai", "20:05", "2025-06-15 20:05:09"],
  ["Asia/Kathmandu", "17:50", "2025-06-15 17:50:09"],
  ["Pacific/Auckland", "00:05", "2025-06-16 00:05:09"],
  ["America/New_York", "08:05", "2025-06-15 08:05:09"],
])("in %s it is %s", (zone, clock, stamp) => {
  expect(timesIn(zone).clock(AT_MS)).toBe(clock);
  expect(timesIn(zone).stamp(AT_MS)).toBe(stamp);
});

test("midnight is no twenty-fourth hour", () => {
  expect(timesIn("UTC").clock(Date.UTC(2025, 5, 15))).toBe("00:00");
});

test("a page's times are those of the store it shows", () => {
  const Clock = () => <p>{useTimes().clock(AT_MS)}</p>;
  void act(() =>
    render(
      <InStore zone="Asia/Shanghai">
        <Clock />
      </InStore>,
      document.body,
    ),
  );
  expect(document.body.textContent).toBe("20:05");
});

test("the table shows and exports the store's hour, as the chart does", () => {
  const opened = columns((key) => key, timesIn("Asia/Shanghai")).find((column) => column.key === "opened");
  const row = { opened_ms: AT_MS } as QueueRow;
  expect(opened?.shown?.(row)).toBe("20:05");
  expect(opened?.exported?.(row)).toBe("2025-06-15 20:05:09");
});

test("an age is told in the largest unit that fits", () => {
  expect(age(59_999)).toEqual({ unit: "age_s", n: 59 });
  expect(age(3_599_999)).toEqual({ unit: "age_min", n: 59 });
  expect(age(7_200_000)).toEqual({ unit: "age_h", n: 2 });
  expect(age(-1)).toEqual({ unit: "age_s", n: 0 });
});
