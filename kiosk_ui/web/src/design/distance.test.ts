import { expect, test } from "vitest";
import { distance } from "./distance.ts";

test.each([
  [0, "m", "50"],
  [374, "m", "350"],
  [974, "m", "950"],
  [975, "km", "1.0"],
  [1_449, "km", "1.4"],
  [9_949, "km", "9.9"],
  [9_951, "km", "10"],
  [1_234_567, "km", "1235"],
] as const)("%d metres are said as %s %s", (metres, unit, n) => {
  expect(distance(metres)).toEqual({ unit, n });
});
