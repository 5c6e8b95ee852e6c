// Tables sort by what a column means and export what they show.
import { expect, test } from "vitest";
import { csv } from "./csv.ts";
import { exported, sorted, type Column } from "./table.tsx";

interface Row {
  number: string;
  fen: number;
}

const ROWS: Row[] = [
  { number: "A2", fen: 900 },
  { number: "A1", fen: 10_000 },
];
const COLUMNS: Column<Row>[] = [
  { key: "number", title: "单号", value: (row) => row.number },
  { key: "fen", title: "合计", value: (row) => row.fen, exported: (row) => (row.fen / 100).toFixed(2), number: true },
];

test("numbers sort as numbers, either way", () => {
  expect(sorted(ROWS, COLUMNS, { key: "fen", down: false }).map((row) => row.number)).toEqual(["A2", "A1"]);
  expect(sorted(ROWS, COLUMNS, { key: "fen", down: true }).map((row) => row.number)).toEqual(["A1", "A2"]);
});

test("the rows given are left as they are", () => {
  sorted(ROWS, COLUMNS, { key: "number", down: false });
  expect(ROWS[0]?.number).toBe("A2");
});

test("the export has the titles, the rows, and a mark that it is UTF-8", () => {
  expect(exported(ROWS, COLUMNS)).toBe("\ufeff单号,合计\r\nA2,9.00\r\nA1,100.00\r\n");
});

test("a column of acts is not exported", () => {
  const act: Column<Row> = { key: "act", title: "改", value: () => "", still: true };
  expect(exported(ROWS, [...COLUMNS, act])).toBe(exported(ROWS, COLUMNS));
});

test("a cell with a comma, a quote or a new line is quoted", () => {
  expect(csv([['a,b', 'say "hi"', "two\nlines"]])).toBe('\ufeff"a,b","say ""hi""","two\nlines"\r\n');
});

test("a cell that a spreadsheet would run is made plain text", () => {
  expect(csv([["=1+1", "+86", "@x", -5]])).toBe("\ufeff'=1+1,'+86,'@x,-5\r\n");
});
