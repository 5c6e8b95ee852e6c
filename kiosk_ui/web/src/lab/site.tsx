// The lane: a barrier that moves as its state says, and a camera that sees the plate one types.
import { useState } from "preact/hooks";
import { labApi } from "../api/lab.ts";
import type { LabDevice, PlateColor } from "../api/views.ts";
import { Icon } from "../design/icon.tsx";
import { Plate } from "../design/plate.tsx";
import { ofKind, tidyPlate, useBench } from "./bench.ts";
import { useSay } from "./words.ts";

const COLOURS: PlateColor[] = ["blue", "green", "yellow", "white", "black"];
const STATES = ["closed", "opening", "open", "closing"] as const;
const PLATE_MAX = 12;
const FIRST_PLATE = "浙AD12345";

export function Barriers() {
  const { view } = useBench();
  const say = useSay();
  const barriers = ofKind(view, "barrier");
  return (
    <section class="instrument">
      <h2>{say("barrier")}</h2>
      {barriers.length === 0 && <p class="muted">{say("none")}</p>}
      {barriers.map((device) => (
        <Barrier key={device.device} device={device} />
      ))}
    </section>
  );
}

function Barrier({ device }: { device: LabDevice }) {
  const say = useSay();
  const state = STATES.find((one) => one === device.state) ?? "closed";
  const up = state === "opening" || state === "open";
  return (
    <figure class={`barrier ${up ? "up" : ""} ${device.plugged ? "" : "dead"}`}>
      <svg viewBox="0 -54 400 224" role="img" aria-label={`${device.device}: ${say(`barrier_${state}`)}`}>
        <path d="M0 156h400" stroke="#4a5763" stroke-width="4" />
        <g class="arm">
          <rect x="66" y="74" width="310" height="16" rx="8" fill="#f4f6f8" />
          {[110, 180, 250, 320].map((x) => (
            <rect key={x} x={x} y="74" width="34" height="16" fill="#e5484d" />
          ))}
        </g>
        <rect x="36" y="56" width="56" height="100" rx="10" fill="#ffc46b" />
        <circle cx="66" cy="82" r="12" fill="#2b3238" />
        <circle class="light" cx="64" cy="42" r="9" />
      </svg>
      <figcaption>
        <b>{device.device}</b>
        <small class="muted">{device.place}</small>
        <span class={`badge ${up ? "green" : "amber"}`}>
          {device.plugged ? say(`barrier_${state}`) : say("unplugged")}
        </span>
      </figcaption>
    </figure>
  );
}

export function Cameras() {
  const { view, acts, say: tell } = useBench();
  const say = useSay();
  const cameras = ofKind(view, "camera");
  const [typed, type] = useState(FIRST_PLATE);
  const [color, paint] = useState<PlateColor>("green");
  const plate = tidyPlate(typed);
  const push = async (device: string): Promise<void> => {
    if (await acts.run(() => labApi.plate(device, plate, color))) tell(say("plate_pushed", { plate, device }));
  };
  return (
    <section class="instrument camera">
      <h2>{say("camera")}</h2>
      <div class="plate-row">
        <label class="field">
          <span>{say("plate")}</span>
          <input
            value={typed}
            maxLength={PLATE_MAX}
            placeholder={say("plate_hint")}
            autoComplete="off"
            onInput={(event) => type(event.currentTarget.value)}
          />
        </label>
        <Plate plate={plate} color={color} />
      </div>
      <Colours color={color} onPick={paint} />
      {cameras.length === 0 && <p class="muted">{say("none")}</p>}
      {cameras.map((device) => (
        <button
          key={device.device}
          type="button"
          class="button ink wide"
          disabled={plate === "" || acts.busy}
          onClick={() => void push(device.device)}
        >
          <Icon name="car" />
          {say("plate_push")}
          <small>{device.device}</small>
        </button>
      ))}
    </section>
  );
}

function Colours({ color, onPick }: { color: PlateColor; onPick: (color: PlateColor) => void }) {
  const say = useSay();
  return (
    <div class="chips" role="radiogroup" aria-label={say("plate_color")}>
      {COLOURS.map((one) => (
        <button
          key={one}
          type="button"
          class="chip"
          role="radio"
          aria-checked={one === color}
          onClick={() => onPick(one)}
        >
          {say(`color_${one}`)}
        </button>
      ))}
    </div>
  );
}
