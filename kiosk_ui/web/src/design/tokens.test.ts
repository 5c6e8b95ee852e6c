// Every pair of colours that text is set in holds its contrast: 4.5 to 1, in high contrast 7 to 1.
import { expect, test } from "vitest";

// Style sheets are blank to the test runner, so the file itself is read; the pages' own types know no files.
type Files = { readFileSync: (path: string, encoding: "utf8") => string };
const files = (await import("node:fs" as string)) as Files;
const css = files.readFileSync("src/design/tokens.css", "utf8");

function block(selector: string): Record<string, string> {
  const start = css.indexOf(`${selector} {`);
  if (start < 0) throw new Error(`tokens.css has no ${selector}`);
  const body = css.slice(start, css.indexOf("}", start));
  return Object.fromEntries([...body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map((found) => [found[1], found[2]]));
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrast(one: string, other: string): number {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const PAIRS: [string, string][] = [
  ...["ink", "muted", "red", "green", "amber", "blue"].flatMap((text): [string, string][] => [
    [text, "paper"],
    [text, "card"],
  ]),
  ["ink", "sand"],
  ["muted", "sand"],
  ["green", "green-soft"],
  ["amber", "amber-soft"],
  ["blue", "blue-soft"],
  ["red", "red-soft"],
  ["on-strong", "red"],
  ["on-strong", "green"],
];

const base = block(":root");
const MODES: [string, Record<string, string>, number][] = [
  ["light", base, 4.5],
  ["contrast", { ...base, ...block('[data-mode="contrast"]') }, 7],
  ["lab", { ...base, ...block('[data-app="lab"]') }, 4.5],
];

test.each(MODES)("%s", (_, tokens, least) => {
  const weak = PAIRS.filter(([text, ground]) => contrast(tokens[text] ?? "", tokens[ground] ?? "") < least);
  expect(weak).toEqual([]);
});

test("the check sees a weak pair", () => {
  expect(contrast("#999999", "#ffffff")).toBeLessThan(4.5);
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
});
