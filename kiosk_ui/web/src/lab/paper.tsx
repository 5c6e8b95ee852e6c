// What the printers printed, as paper that grows downwards. It is drawn into the page and not shown as a picture:
// a picture has no letters but the machine's own, and those may lack every Chinese one.
import { useEffect, useRef } from "preact/hooks";
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
  useEffect(() => {
    let later = false;
    const draw = (svg: string): void => {
      if (later || roll.current === null) return;
      roll.current.replaceChildren(drawn(svg));
      roll.current.scrollTo({ top: roll.current.scrollHeight, behavior: "smooth" });
    };
    labApi.paper(device.device).then(draw, () => undefined); // what hung there stays; the next change asks again
    return () => {
      later = true;
    };
  }, [device.device, printed]);
  return (
    <figure>
      <figcaption>
        <i class={`lamp ${device.plugged ? "on" : ""}`} aria-hidden="true" />
        {device.device} <small class="muted">{device.place}</small>
      </figcaption>
      <div class="slot" aria-hidden="true" />
      <div class="roll" ref={roll} tabIndex={0} role="region" aria-label={`${say("paper_label")} ${device.device}`} />
    </figure>
  );
}

// The drawing as a node of this page; a script in it would not run.
export function drawn(svg: string): Node {
  return document.importNode(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement, true);
}
