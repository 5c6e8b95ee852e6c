// A licence plate drawn as a plate: province and letter, a dot, the rest.
import type { PlateColor } from "../api/views.ts";
import { useShared } from "../words/language.tsx";

export function Plate({ plate, color }: { plate: string; color: PlateColor }) {
  const say = useShared();
  const head = plate.slice(0, 2);
  return (
    <span class={`plate ${color}`} role="img" aria-label={`${plate} ${say(`color_${color}`)}`}>
      <b>{head}</b>
      {plate.slice(2)}
    </span>
  );
}
