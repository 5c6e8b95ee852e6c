// Addresses and sights are the same thing, both ways.
import { expect, test } from "vitest";
import { areaOf, readRoute, to } from "./route.ts";

test.each([
  ["", "overview", []],
  ["#/", "overview", []],
  ["#/orders", "orders", []],
  ["#/orders/o-1", "orders", ["o-1"]],
  ["#/stores/s001", "stores", ["s001"]],
  ["#/letters/origin/12", "letters", ["origin", "12"]],
  ["#/letters/origin", "lost", ["origin"]],
  ["#/transfers/t-1", "transfers", ["t-1"]],
  ["#/limits", "limits", []],
  ["#/members/m-1", "members", ["m-1"]],
  ["#/workers", "workers", []],
  ["#/workers/1", "lost", ["1"]],
  ["#/stores", "lost", []],
  ["#/elsewhere", "lost", []],
  ["#/items/%E0%A4%A", "items", ["%E0%A4%A"]],
])("%j leads to %s", (hash, area, parts) => {
  expect(readRoute(hash)).toMatchObject({ area, parts });
});

test("a made address is read as it was meant", () => {
  const address = to("orders", [], { store: "s001", state: "", q: "A&7 晚" });
  const route = readRoute(address);
  expect(route.area).toBe("orders");
  expect(Object.fromEntries(route.query)).toEqual({ store: "s001", q: "A&7 晚" });
  expect(readRoute(to("letters", ["a/b", 7])).parts).toEqual(["a/b", "7"]);
  expect(to("overview")).toBe("#/");
});

test("a store belongs to the overview, limits to replenishment, a lost page to nothing", () => {
  expect(areaOf(readRoute("#/stores/s001"))).toBe("overview");
  expect(areaOf(readRoute("#/limits"))).toBe("replenishment");
  expect(areaOf(readRoute("#/x"))).toBeNull();
});
