// Puts values into a sentence: `{n}` is the value, `{n|piece|pieces}` chooses by whether it is one.
export type Values = Record<string, string | number>;

const HOLE = /\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g;

export function fill(sentence: string, values: Values = {}): string {
  return sentence.replace(HOLE, (hole, name: string, one?: string, many?: string) => {
    const value = values[name];
    if (value === undefined) return one === undefined ? hole : many ?? "";
    if (one === undefined) return String(value);
    return Number(value) === 1 ? one : many ?? "";
  });
}

export function holes(sentence: string): string[] {
  return [...new Set([...sentence.matchAll(HOLE)].map((found) => found[1] ?? ""))].sort();
}
