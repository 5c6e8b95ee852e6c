// What the printers printed, as paper that grows downwards.
import { useRef } from "preact/hooks";
import { labApi } from "../api/lab.ts";
import type { LabDevice } from "../api/views.ts";
import { ofKind, useBench } from "./bench.ts";
import { useSay } from "./words.ts";

export function Papers() {
  const { view } = useBench();
  const say = useSay();
  const printers = ofKind(view, "printer");
  return (
    <section class="instrument printer">
      <h2>{say("printer")}</h2>
      {printers.length === 0 && <p class="muted">{say("none")}</p>}
      {printers.map((device) => (
        <Paper key={device.device} device={device} printed={view.papers[device.device] ?? 0} />
      ))}
    </section>
  );
}

function Paper({ device, printed }: { device: LabDevice; printed: number }) {
  const say = useSay();
  const roll = useRef<HTMLDivElement>(null);
  const toEnd = (): void => roll.current?.scrollTo({ top: roll.current.scrollHeight, behavior: "smooth" });
  return (
    <figure>
      <figcaption>
        <i class={`lamp ${device.plugged ? "on" : ""}`} aria-hidden="true" />
        {device.device} <small class="muted">{device.place}</small>
      </figcaption>
      <div class="slot" aria-hidden="true" />
      <div class="roll" ref={roll} tabIndex={0} role="region" aria-label={`${say("paper_label")} ${device.device}`}>
        <img src={labApi.paper(device.device, printed)} alt={say("paper_label")} onLoad={toEnd} />
      </div>
    </figure>
  );
}
