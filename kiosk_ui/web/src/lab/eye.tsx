// What a scanning camera sees, codes outlined, and what can go wrong with its picture.
import { useEffect, useState } from "preact/hooks";
import { labApi } from "../api/lab.ts";
import type { LabDevice } from "../api/views.ts";
import { useBench } from "./bench.ts";
import { useSay } from "./words.ts";

const NEXT_MS = 250;
const CALM_MS = 1_000; // for those who asked their system for less motion
const AGAIN_MS = 2_000;
const FAULTS = ["still", "black", "silent"] as const;

export function Eyes() {
  const { view } = useBench();
  const say = useSay();
  const eyes = view.devices.filter((device) => device.view);
  if (eyes.length === 0) return null;
  return (
    <section class="instrument eye">
      <h2>{say("eye")}</h2>
      {eyes.map((device) => (
        <Eye key={device.device} device={device} />
      ))}
    </section>
  );
}

function Eye({ device }: { device: LabDevice }) {
  const { acts } = useBench();
  const say = useSay();
  const set = (fault: string): void => void acts.run(() => labApi.fault(device.device, fault));
  return (
    <figure>
      <Moving device={device.device} />
      <figcaption>
        <i class={`lamp ${device.plugged ? "on" : ""}`} aria-hidden="true" />
        <b>{device.device}</b> <small class="muted">{device.place}</small>
        {device.state !== "" && <code>{device.state}</code>}
      </figcaption>
      <div class="chips" role="radiogroup" aria-label={say("eye_fault")}>
        {["", ...FAULTS.filter((fault) => device.faults.includes(fault))].map((fault) => (
          <button
            key={fault}
            type="button"
            class="chip"
            role="radio"
            aria-checked={device.fault === fault}
            onClick={() => set(fault)}
          >
            {say(fault === "" ? "eye_well" : `eye_${fault as (typeof FAULTS)[number]}`)}
          </button>
        ))}
      </div>
    </figure>
  );
}

// The next picture is asked for when the one before has come, and none while nobody looks.
function Moving({ device }: { device: string }) {
  const say = useSay();
  const [turn, setTurn] = useState(0);
  const [wait, setWait] = useState(0);
  const next = matchMedia("(prefers-reduced-motion: reduce)").matches ? CALM_MS : NEXT_MS;
  useEffect(() => {
    if (wait === 0) return undefined;
    const timer = setInterval(() => {
      if (!document.hidden) setTurn((n) => n + 1);
    }, wait);
    return () => clearInterval(timer);
  }, [wait, turn]);
  return (
    <img
      src={labApi.view(device, turn)}
      alt={say("eye_view", { device })}
      width={640}
      height={360}
      onLoad={() => setWait(next)}
      onError={() => setWait(AGAIN_MS)}
    />
  );
}
