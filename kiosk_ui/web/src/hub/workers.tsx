// Workers: who takes in which shards as a picture, each worker's figures, and which store is behind.
import { workersPath, type Workers as WorkersBody } from "../api/workers.ts";
import { Icon } from "../design/icon.tsx";
import { Note } from "../design/toast.tsx";
import { useChain } from "./chain.ts";
import { Crew } from "./crew.tsx";
import { Lags } from "./lags.tsx";
import { Panel, Pending } from "./panel.tsx";
import { usePoll } from "./poll.ts";
import { old } from "./sentences.ts";
import { ShardMap } from "./shardmap.tsx";
import { useSay } from "./words.ts";

export function Workers() {
  const say = useSay();
  const { body, code } = usePoll<WorkersBody>(workersPath);
  return (
    <div class="sight">
      <header class="head">
        <div>
          <h1>{say("worker_title")}</h1>
          <p class="muted">{say("worker_line")}</p>
        </div>
      </header>
      {body === null ? (
        <Pending code={code} />
      ) : (
        <>
          <Alarms body={body} />
          <Panel title={say("worker_shards_title")}>
            <ShardMap workers={body.workers} />
          </Panel>
          <Panel title={say("worker_table")} class="crew-table">
            <Crew body={body} />
          </Panel>
          <Panel title={say("worker_lag")}>
            <Lags body={body} />
          </Panel>
        </>
      )}
    </div>
  );
}

// What is wrong, each with its cure; else that all is held.
function Alarms({ body }: { body: WorkersBody }) {
  const say = useSay();
  const { now_ms } = useChain();
  const { crew } = body;
  return (
    <div class="alarms">
      {crew.alive === 0 && (
        <div role="alert">
          <Note tone="red">
            <b>{say("worker_none")}</b>
            <br />
            {say("worker_none_line")}
          </Note>
        </div>
      )}
      {crew.silent.map((row) => {
        const age = old(now_ms - row.beat_ms);
        return (
          <Note tone="amber" key={row.worker}>
            <b>{say("worker_silent", { pid: row.pid, host: row.host, age: say(age.unit, { n: age.n }) })}</b>
            <br />
            {say("worker_silent_line", { host: row.host })}
          </Note>
        );
      })}
      {crew.alive > 0 && crew.free > 0 && (
        <Note tone="blue">
          <b>{say("worker_free", { n: crew.free })}</b>
          <br />
          {say("worker_free_line")}
        </Note>
      )}
      {crew.alive > 0 && crew.free === 0 && (
        <p class="good all-well">
          <Icon name="check" />
          {say("worker_well", { n: crew.alive })}
        </p>
      )}
      <Backup made_ms={body.backup.made_ms} />
    </div>
  );
}

function Backup({ made_ms }: { made_ms: number }) {
  const say = useSay();
  const { now_ms } = useChain();
  if (made_ms === 0) return <Note tone="amber">{say("worker_backup_none")}</Note>;
  const age = old(now_ms - made_ms);
  return <p class="muted">{say("worker_backup", { age: say(age.unit, { n: age.n }) })}</p>;
}
