// The printer's paper hangs in the page itself, so that the page's letters are there for it.
import { expect, test } from "vitest";
import { drawn } from "./paper.tsx";

test("a drawing becomes a node of the page, words and all", () => {
  const made = drawn('<svg xmlns="http://www.w3.org/2000/svg" width="9"><text>澄集</text></svg>') as SVGElement;
  document.body.replaceChildren(made);
  expect(document.body.querySelector("svg text")?.textContent).toBe("澄集");
});
