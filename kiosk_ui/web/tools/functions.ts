// Prints every function longer than a limit as `path:line: name has N lines`: node functions.ts LIMIT FILE...
import { readFileSync } from "node:fs";
import { argv, exit, stdout } from "node:process";
import ts from "typescript";

const [, , limitText, ...paths] = argv;
const limit = Number(limitText);

function longFunctions(path: string): string[] {
  const kind = path.endsWith(".tsx") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true, kind);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && "body" in node && node.body !== undefined) {
      const first = lineOf(source, node.getStart(source));
      const lines = lineOf(source, node.getEnd()) - first + 1;
      if (lines > limit && !isTestSuite(node)) found.push(`${path}:${first}: ${nameOf(node)} has ${lines} lines`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

// describe(() => ...) holds tests as a file does; its tests are measured each.
function isTestSuite(node: ts.Node): boolean {
  const call = node.parent;
  return ts.isCallExpression(call) && call.expression.getText().startsWith("describe");
}

function lineOf(source: ts.SourceFile, position: number): number {
  return source.getLineAndCharacterOfPosition(position).line + 1;
}

function nameOf(node: ts.SignatureDeclaration): string {
  if (node.name !== undefined) return node.name.getText();
  const parent = node.parent;
  return ts.isVariableDeclaration(parent) ? parent.name.getText() : "a function";
}

const found = paths.flatMap(longFunctions);
stdout.write(found.map((line) => `${line}\n`).join(""));
exit(found.length > 0 ? 1 : 0);
