// The mount point is found, and a page without one says so.
import { expect, test } from "vitest";
import { mountPoint } from "./mount.ts";

test("the element with the id app is the mount point", () => {
  document.body.innerHTML = '<div id="app"></div>';
  expect(mountPoint().id).toBe("app");
});

test("a page without a mount point is an error, not a blank screen", () => {
  document.body.innerHTML = "";
  expect(() => mountPoint()).toThrow("app");
});
