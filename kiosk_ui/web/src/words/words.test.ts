// Chinese and English say the same things: the same keys, the same values in each sentence, nothing left empty.
import { describe, expect, test } from "vitest";
import { en as askingEn } from "./en/asking.ts";
import { en as boardEn } from "./en/board.ts";
import { en as centreEn } from "./en/centre.ts";
import { en as goodsEn } from "./en/goods.ts";
import { en as hubEn } from "./en/hub.ts";
import { en as kioskEn } from "./en/kiosk.ts";
import { en as labEn } from "./en/lab.ts";
import { en as membersEn } from "./en/members.ts";
import { en as placedEn } from "./en/placed.ts";
import { en as problemsEn } from "./en/problems.ts";
import { en as reasonsEn } from "./en/reasons.ts";
import { en as returnsEn } from "./en/returns.ts";
import { en as sharedEn } from "./en/shared.ts";
import { en as staffEn } from "./en/staff.ts";
import { en as tasksEn } from "./en/tasks.ts";
import { en as tillEn } from "./en/till.ts";
import { en as transfersEn } from "./en/transfers.ts";
import { en as workersEn } from "./en/workers.ts";
import { fill, holes } from "./fill.ts";
import { inLang, isCode, problemText, readLang } from "./language.tsx";
import { zh as askingZh } from "./zh/asking.ts";
import { zh as boardZh } from "./zh/board.ts";
import { zh as centreZh } from "./zh/centre.ts";
import { zh as goodsZh } from "./zh/goods.ts";
import { zh as hubZh } from "./zh/hub.ts";
import { zh as kioskZh } from "./zh/kiosk.ts";
import { zh as labZh } from "./zh/lab.ts";
import { zh as membersZh } from "./zh/members.ts";
import { zh as placedZh } from "./zh/placed.ts";
import { zh as problemsZh } from "./zh/problems.ts";
import { zh as reasonsZh } from "./zh/reasons.ts";
import { zh as returnsZh } from "./zh/returns.ts";
import { zh as sharedZh } from "./zh/shared.ts";
import { zh as staffZh } from "./zh/staff.ts";
import { zh as tasksZh } from "./zh/tasks.ts";
import { zh as tillZh } from "./zh/till.ts";
import { zh as transfersZh } from "./zh/transfers.ts";
import { zh as workersZh } from "./zh/workers.ts";

type Book = Record<string, string>;
const BOOKS: [string, Book, Book][] = [
  ["board", boardZh, boardEn],
  ["centre", centreZh, centreEn],
  ["goods", goodsZh, goodsEn],
  ["asking", askingZh, askingEn],
  ["hub", hubZh, hubEn],
  ["kiosk", kioskZh, kioskEn],
  ["lab", labZh, labEn],
  ["members", membersZh, membersEn],
  ["placed", placedZh, placedEn],
  ["problems", problemsZh, problemsEn],
  ["reasons", reasonsZh, reasonsEn],
  ["returns", returnsZh, returnsEn],
  ["shared", sharedZh, sharedEn],
  ["staff", staffZh, staffEn],
  ["tasks", tasksZh, tasksEn],
  ["till", tillZh, tillEn],
  ["transfers", transfersZh, transfersEn],
  ["workers", workersZh, workersEn],
];

describe.each(BOOKS)("%s", (_, zh, en) => {
  test("has the same keys in both languages", () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
  });

  test("fills the same values in both languages", () => {
    const differ = Object.keys(zh).filter((key) => {
      const [chinese, english] = [holes(zh[key] ?? ""), holes(en[key] ?? "")];
      return chinese.some((hole) => !english.includes(hole)) || english.some((hole) => !chinese.includes(hole) && hole !== "n");
    });
    expect(differ).toEqual([]);
  });

  test("leaves nothing empty", () => {
    const empty = Object.keys(zh).filter((key) => zh[key] === "" || en[key] === "");
    expect(empty).toEqual([]);
  });
});

test("a page's own word does not hide a shared one", () => {
  const shared = new Set(Object.keys(sharedZh));
  const hidden = BOOKS.filter(([name]) => name !== "shared" && name !== "problems").flatMap(([name, zh]) =>
    Object.keys(zh).filter((key) => shared.has(key)).map((key) => `${name}.${key}`),
  );
  expect(hidden).toEqual([]);
});

test("values are put where they belong, and a count chooses its word", () => {
  expect(fill("{n} {n|piece|pieces}", { n: 1 })).toBe("1 piece");
  expect(fill("{n} {n|piece|pieces}", { n: 2 })).toBe("2 pieces");
  expect(fill("{store} 有 {n} 件", { store: "江岸店", n: 3 })).toBe("江岸店 有 3 件");
  expect(fill("{missing}", {})).toBe("{missing}");
});

test("an unknown code still gets a sentence, with the code in it", () => {
  expect(problemText("zh", "never_heard_of")).toContain("never_heard_of");
  expect(problemText("en", "never_heard_of")).toContain("never_heard_of");
  expect(isCode("never_heard_of")).toBe(false);
});

test("a known code is a sentence with its values", () => {
  expect(problemText("en", "wait", { wait_s: 1 })).toBe("Too many wrong tries; wait 1 second");
  expect(problemText("zh", "wait", { wait_s: 30 })).toContain("30 秒");
});

test("the language asked for goes before the one remembered, and Chinese before none", () => {
  expect(readLang("?lang=en", null)).toBe("en");
  expect(readLang("?lang=zh", "en")).toBe("zh");
  expect(readLang("", "en")).toBe("en");
  expect(readLang("", null)).toBe("zh");
  expect(readLang("?lang=fr", null)).toBe("zh");
});

test("a name that stands in one language only is shown in both", () => {
  expect(inLang("en", "云货架", "")).toBe("云货架");
  expect(inLang("zh", "", "Shelf")).toBe("Shelf");
});
