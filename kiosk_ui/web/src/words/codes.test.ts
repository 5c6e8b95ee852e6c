// Every code with which the store refuses or notes something on a page has a sentence in both languages. The codes
// are read from the store's own sources, so that a new one without words is named here.
import { expect, test } from "vitest";
import { isCode } from "./language.tsx";
import { zh as centre } from "./zh/centre.ts";

type Entry = { name: string; isDirectory: () => boolean };
type Files = {
  readFileSync: (path: string, encoding: "utf8") => string;
  readdirSync: (path: string, how: { withFileTypes: true }) => Entry[];
};
const files = (await import("node:fs" as string)) as Files;

// Rooms whose refusals reach a page of the store; the wallet's own stay with it.
const ROOMS = ["edge/app", "edge/domain", "edge/runtime", "devices", "kiosk_ui", "sync"];
const SKIPPED = new Set(["web", "dist", "memory", "hub", "__pycache__"]);
const SAID = /\b(?:Rejected|Refused|Notice)\(\s*(?:[A-Z_]+,\s*)?(?:code=)?"([a-z_]+)"/g;
const REPORTED = /report\(\s*[^,()]+,\s*"[a-z_]+",\s*"([a-z_]+)"/g;

function sources(folder: string): string[] {
  return files.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : sources(path);
    return entry.name.endsWith(".py") ? [path] : [];
  });
}

function codes(room: string): string[] {
  const text = sources(`../../${room}`).map((path) => files.readFileSync(path, "utf8")).join("\n");
  return [...text.matchAll(SAID), ...text.matchAll(REPORTED)].map((found) => found[1] ?? "");
}

test.each(ROOMS)("%s", (room) => {
  const wordless = [...new Set(codes(room))].filter((code) => !isCode(code)).sort();
  expect(wordless).toEqual([]);
});

test("the centre's refusals have their sentences on its own page", () => {
  const said = (code: string): boolean => Object.hasOwn(centre, code) || isCode(code);
  const wordless = [...new Set([...codes("sync/hub"), ...codes("sync/hub/web")])].filter((code) => !said(code)).sort();
  expect(wordless).toEqual([]);
});

test("the check reads the sources as they are written", () => {
  expect(codes("kiosk_ui")).toContain("wrong_pin");
  expect(codes("edge/domain")).toContain("contact_phone");
  expect(codes("edge/runtime")).toContain("loop_stalled");
  const seen = [...'raise Rejected(\n    "a_code", sku=sku)\nNotice(code="b_code")'.matchAll(SAID)].map((one) => one[1]);
  expect(seen).toEqual(["a_code", "b_code"]);
});
