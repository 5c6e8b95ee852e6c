// A QR code as one SVG path, with the four modules of quiet zone that readers ask for.
import qrcode from "qrcode-generator";
import { useMemo } from "preact/hooks";
import { useShared } from "../words/language.tsx";

const QUIET = 4;

export function qrPath(text: string): { size: number; path: string } {
  const code = qrcode(0, "M");
  code.addData(text, "Byte");
  code.make();
  const count = code.getModuleCount();
  let path = "";
  for (let row = 0; row < count; row += 1) {
    for (let column = 0; column < count; column += 1) {
      if (code.isDark(row, column)) path += `M${column + QUIET} ${row + QUIET}h1v1h-1z`;
    }
  }
  return { size: count + 2 * QUIET, path };
}

export function Qr({ text }: { text: string }) {
  const say = useShared();
  const { size, path } = useMemo(() => qrPath(text), [text]);
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={say("qr")} data-text={text}>
      <path d={path} fill="#000000" />
    </svg>
  );
}
