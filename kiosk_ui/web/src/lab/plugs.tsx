// Every device's plug, and the two lines to the outside, each to be cut apart.
import { labApi } from "../api/lab.ts";
import type { LabDevice } from "../api/views.ts";
import { Icon, type IconName } from "../design/icon.tsx";
import { ofKind, useBench } from "./bench.ts";
import { useSay } from "./words.ts";

const KIND_ICON: Record<string, IconName> = {
  scanner: "scan",
  printer: "printer",
  barrier: "car",
  camera: "picture",
  line: "globe",
};

export function Plugs() {
  const { view } = useBench();
  const say = useSay();
  const lines = ofKind(view, "line");
  const devices = view.devices.filter((device) => device.kind !== "line");
  return (
    <section class="instrument">
      <h2>{say("lines")}</h2>
      <ul class="plugs big">
        {lines.map((device) => (
          <Plug key={device.device} device={device} />
        ))}
      </ul>
      <h2>{say("devices")}</h2>
      <ul class="plugs">
        {devices.map((device) => (
          <Plug key={device.device} device={device} />
        ))}
      </ul>
    </section>
  );
}

function Plug({ device }: { device: LabDevice }) {
  const { acts } = useBench();
  const say = useSay();
  const line = device.kind === "line";
  const named = device.device === "uplink" || device.device === "wallet" ? say(`line_${device.device}`) : device.device;
  const state = line ? say(device.plugged ? "line_on" : "line_off") : say(device.plugged ? "plugged" : "unplugged");
  const set = (): void => void acts.run(() => labApi.plug(device.device, !device.plugged));
  return (
    <li>
      <button
        type="button"
        class="plug"
        role="switch"
        aria-checked={device.plugged}
        aria-label={say(device.plugged ? "pull" : "put_back", { device: named })}
        onClick={set}
      >
        <Icon name={KIND_ICON[device.kind] ?? "plug"} />
        <span>
          <b>{named}</b>
          {!line && <small class="muted"> {device.place}</small>}
        </span>
        <em>{state}</em>
        <i class={`socket ${device.plugged ? "in" : ""}`} aria-hidden="true" />
      </button>
    </li>
  );
}
