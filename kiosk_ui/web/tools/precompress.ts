// Writes a .br and a .gz beside every hashed asset that shrinks, so that the server never compresses.
import { readFile, readdir, writeFile } from "node:fs/promises";
import { extname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Plugin, ResolvedConfig } from "vite";

const brotliAsync = promisify(brotliCompress);
const gzipAsync = promisify(gzip);
const COMPRESSIBLE = new Set([".js", ".css", ".svg", ".json", ".txt"]);
const MIN_BYTES = 1024;
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };

export function precompress(): Plugin {
  let config: ResolvedConfig;
  return {
    name: "precompress",
    apply: "build",
    configResolved(resolved) {
      config = resolved;
    },
    async closeBundle() {
      const folder = resolve(config.root, config.build.outDir, config.build.assetsDir);
      const names = await readdir(folder);
      await Promise.all(names.map((name) => writeSiblings(join(folder, name))));
    },
  };
}

async function writeSiblings(path: string): Promise<void> {
  if (!COMPRESSIBLE.has(extname(path))) return;
  const plain = await readFile(path);
  if (plain.length < MIN_BYTES) return;
  const [small, wide] = await Promise.all([brotliAsync(plain, BROTLI), gzipAsync(plain, { level: 9 })]);
  if (small.length < plain.length) await writeFile(`${path}.br`, small);
  if (wide.length < plain.length) await writeFile(`${path}.gz`, wide);
}
