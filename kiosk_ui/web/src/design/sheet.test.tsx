// A sheet has the keys as long as it is open, also once what was pressed in it can no longer hold the focus.
import { render } from "preact";
import { act as settled } from "preact/test-utils";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Sheet } from "./sheet.tsx";

let closed = 0;
let heard = 0;
const page = (): void => void (heard += 1);
const root = (): HTMLElement => document.getElementById("app") as HTMLElement;
const press = (target: EventTarget, key: string, shiftKey = false): boolean =>
  target.dispatchEvent(new KeyboardEvent("keydown", { key, shiftKey, bubbles: true, cancelable: true }));

beforeEach(() => {
  [closed, heard] = [0, 0];
  document.body.innerHTML = '<div id="app"></div>';
  addEventListener("keydown", page);
  const sheet = (
    <Sheet title="Why" onClose={() => (closed += 1)}>
      <input />
      <button type="button">Go</button>
    </Sheet>
  );
  void settled(() => render(sheet, root()));
});
afterEach(() => {
  removeEventListener("keydown", page);
  render(null, root());
});

test("Escape closes it once, and the page below does not hear it", () => {
  press(root().querySelector("input") as HTMLElement, "Escape");
  expect([closed, heard]).toEqual([1, 0]);
});

test("where the focus was lost, Escape still closes it and Tab leads back into it", () => {
  (document.activeElement as HTMLElement).blur();
  expect(document.activeElement).toBe(document.body);
  expect(press(document.body, "Tab")).toBe(false);
  expect(document.activeElement).toBe(root().querySelector("header button"));
  (document.activeElement as HTMLElement).blur();
  expect(press(document.body, "Tab", true)).toBe(false);
  expect(document.activeElement?.textContent).toBe("Go");
  (document.activeElement as HTMLElement).blur();
  press(document.body, "Escape");
  expect([closed, heard]).toEqual([1, 2]);
});

test("a closed sheet hears nothing", () => {
  void settled(() => render(null, root()));
  press(document.body, "Escape");
  expect([closed, heard]).toEqual([0, 1]);
});
