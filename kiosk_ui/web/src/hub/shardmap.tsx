// The 257 leases as a picture: a square a shard with the letter of who holds it, red where nobody does.
import type { WorkerRow } from "../api/workers.ts";
import { holdersOf, marksOf, rangesOf, SHARDS, SPREADING } from "./shards.ts";
import { useSay, type SayHub } from "./words.ts";

const TINTS = 4;

interface Holding {
  letters: Map<string, string>;
  tints: Map<string, number>;
  holders: Map<number, string>;
}

export function ShardMap({ workers }: { workers: WorkerRow[] }) {
  const say = useSay();
  const letters = marksOf(workers);
  const tints = new Map([...letters.keys()].map((worker, n) => [worker, n % TINTS]));
  const holding = { letters, tints, holders: holdersOf(workers) };
  const held = holding.holders.size;
  const shards = Array.from({ length: SHARDS }, (_, shard) => shard);
  return (
    <div class="shard-map">
      <div class="cells" role="img" aria-label={say("worker_shards_label", { held, free: SHARDS + 1 - held })}>
        {shards.map((shard) => (
          <Cell key={shard} shard={shard} holding={holding} />
        ))}
        <Cell shard={SPREADING} holding={holding} />
      </div>
      <Legend workers={workers} holding={holding} say={say} />
    </div>
  );
}

function Cell({ shard, holding }: { shard: number; holding: Holding }) {
  const say = useSay();
  const worker = holding.holders.get(shard);
  const letter = worker === undefined ? "!" : holding.letters.get(worker) ?? "";
  const who = worker === undefined ? say("worker_nobody") : `${letter} · ${worker}`;
  const tint = worker === undefined ? "free" : `tint-${holding.tints.get(worker) ?? 0}`;
  const spreads = shard === SPREADING;
  return (
    <i
      class={`cell ${tint} ${spreads ? "spreads" : ""}`}
      data-shard={shard}
      data-holder={worker ?? ""}
      title={spreads ? say("worker_shard_spread", { who }) : say("worker_shard_of", { shard, who })}
    >
      {spreads ? `${say("worker_spreads")} ${letter}` : letter}
    </i>
  );
}

// The same in words, for who cannot see the picture, and which letter is whose.
function Legend({ workers, holding, say }: { workers: WorkerRow[]; holding: Holding; say: SayHub }) {
  return (
    <ul class="legend">
      {workers
        .filter((row) => row.alive)
        .map((row) => (
          <li key={row.worker}>
            <Mark letter={holding.letters.get(row.worker) ?? ""} tint={holding.tints.get(row.worker) ?? 0} />
            <span>
              <b>{row.host}</b> <span class="muted">{row.worker}</span>
              <small class="muted">
                {[`${say("worker_shards")} ${rangesOf(row.held) || "–"}`, ...(row.spreads ? [say("worker_spreads")] : [])].join(" · ")}
              </small>
            </span>
          </li>
        ))}
    </ul>
  );
}

export function Mark({ letter, tint }: { letter: string; tint: number }) {
  return <b class={`shard-mark tint-${tint}`}>{letter}</b>;
}

export function tintOf(letters: Map<string, string>, worker: string): number {
  return [...letters.keys()].indexOf(worker) % TINTS;
}
