// Acts: one at a time, and what is read is never dropped.
import { render } from "preact";
import { act as settled } from "preact/test-utils";
import { afterEach, expect, test } from "vitest";
import { Problem } from "../api/client.ts";
import { useAct, type Acts } from "./act.ts";

let acts: Acts;

function Probe() {
  acts = useAct();
  return <p>{acts.problem}</p>;
}

function mounted(): Acts {
  document.body.innerHTML = '<div id="app"></div>';
  void settled(() => render(<Probe />, document.getElementById("app") as HTMLElement));
  return acts;
}

afterEach(() => render(null, document.getElementById("app") as HTMLElement));

test("a second tap while the first is on its way does nothing", async () => {
  mounted();
  let finish = (): void => undefined;
  let done = 0;
  const slow = new Promise<void>((resolve) => (finish = resolve));
  const first = acts.run(() => slow.then(() => (done += 1)));
  expect(await acts.run(async () => (done += 1))).toBe(false);
  expect(await acts.read(async () => (done += 10))).toBe(true);
  finish();
  expect(await first).toBe(true);
  expect(done).toBe(11);
});

test("a refusal becomes a sentence, and can be forgotten", async () => {
  mounted();
  await settled(async () => {
    expect(await acts.run(() => Promise.reject(new Problem("no_picture")))).toBe(false);
  });
  expect(acts.code).toBe("no_picture");
  expect(document.body.textContent).toContain("PNG");
  void settled(() => acts.forget());
  expect(document.body.textContent).toBe("");
});

test("a fault of the page's own is not hidden behind silence", async () => {
  mounted();
  await settled(async () => {
    await acts.read(() => Promise.reject(new TypeError("broken")));
  });
  expect(acts.problem).not.toBe("");
});
