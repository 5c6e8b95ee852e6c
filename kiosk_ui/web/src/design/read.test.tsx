// What is read: the answer, or why there is none and a button that asks again.
import { render } from "preact";
import { act as settled } from "preact/test-utils";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Problem } from "../api/client.ts";
import { Unread, useRead } from "./read.tsx";

let asked: string[] = [];
let fails = false;

function Page({ of, rev = 0, chance = 0 }: { of: string; rev?: number; chance?: number }) {
  const read = useRead(
    of,
    async () => {
      asked.push(of);
      if (fails) throw new Problem("no_connection");
      return `${of}${rev}`;
    },
    rev,
    chance,
  );
  return read.body === null ? <Unread read={read} /> : <p>{read.body}</p>;
}

const root = (): HTMLElement => document.getElementById("app") as HTMLElement;
async function answered(): Promise<void> {
  for (let round = 0; round < 3; round += 1) await settled(async () => undefined); // asked, told, shown
}
async function shown(page: preact.ComponentChild): Promise<void> {
  await settled(async () => render(page, root()));
  await answered();
}

beforeEach(() => {
  [asked, fails] = [[], false];
  document.body.innerHTML = '<div id="app"></div>';
});
afterEach(() => render(null, root()));

test("nothing is read for no key, and another key is never shown the answer of the first", async () => {
  await shown(<Page of="" />);
  expect(asked).toEqual([]);
  await shown(<Page of="a" />);
  expect(root().textContent).toBe("a0");
  render(<Page of="b" />, root());
  expect(root().textContent).not.toContain("a0");
  await shown(<Page of="b" />);
  expect(root().textContent).toBe("b0");
});

test("a refusal is said where the answer would stand, and the button asks again", async () => {
  fails = true;
  await shown(<Page of="a" />);
  expect(root().querySelector("[role=alert] h3")?.textContent).not.toBe("");
  fails = false;
  await settled(async () => root().querySelector("button")?.click());
  await answered();
  expect(root().textContent).toBe("a0");
});

test("after a refusal the next chance is taken, and only then", async () => {
  fails = true;
  await shown(<Page of="a" />);
  fails = false;
  await shown(<Page of="a" chance={1} />);
  expect(root().textContent).toBe("a0");
  await shown(<Page of="a" chance={2} />);
  expect(asked).toHaveLength(2);
});

test("what is here already stays while it cannot be read again", async () => {
  await shown(<Page of="a" />);
  fails = true;
  await shown(<Page of="a" rev={1} />);
  expect(root().textContent).toBe("a0");
});
