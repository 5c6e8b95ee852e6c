// Rows as a CSV file that spreadsheets open: quoted, and with a mark that says it is UTF-8.
export type Cell = string | number;

const MARK = "\ufeff";

export function csv(rows: Cell[][]): string {
  return MARK + rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

// A cell that a spreadsheet would run as a formula is made plain text.
function cell(value: Cell): string {
  if (typeof value === "number") return String(value);
  const plain = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

export function save(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
