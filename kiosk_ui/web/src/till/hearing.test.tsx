// What a scanner read is heard once, in order, and never again by a page that opened later.
import { render } from "preact";
import { useState } from "preact/hooks";
import { act as settled } from "preact/test-utils";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Notice, TillView } from "../api/views.ts";
import { useHeard } from "./hearing.ts";

let heard: string[] = [];

function Counter({ notices }: { notices: Notice[] }) {
  const [n, count] = useState(0);
  useHeard({ notices } as TillView, ({ text }) => {
    heard.push(text);
    count(n + 1); // as it was rendered: a second reading in one render would be lost
  });
  return <p>{n}</p>;
}

const item = (text: string, at_ms: number): Notice => ({ code: "item_scanned", text, at_ms });
const root = (): HTMLElement => document.getElementById("app") as HTMLElement;
const shown = (...notices: Notice[]): unknown => settled(() => render(<Counter notices={notices} />, root()));

beforeEach(() => {
  heard = [];
  document.body.innerHTML = '<div id="app"></div>';
});
afterEach(() => render(null, root()));

test("what stood there when the page opened is not heard again", () => {
  void shown(item("A", 5));
  void shown(item("A", 5));
  expect(heard).toEqual([]);
  void shown(item("A", 5), item("A", 6));
  expect(heard).toEqual(["A"]);
});

test("the same goods scanned twice between two frames are two pieces", () => {
  void shown();
  void shown(item("A", 7), item("A", 8), item("B", 9));
  expect(heard).toEqual(["A", "A", "B"]);
  expect(root().textContent).toBe("3");
  void shown(item("A", 8), item("B", 9));
  expect(heard).toHaveLength(3);
});
