// A picture dropped on the bench: its codes are read, outlined over it, and scanned.
import { useEffect, useRef, useState } from "preact/hooks";
import { labApi } from "../api/lab.ts";
import type { FoundView } from "../api/views.ts";
import { Icon } from "../design/icon.tsx";
import { problemText, useLang, useName } from "../words/language.tsx";
import { useBench } from "./bench.ts";
import { useSay } from "./words.ts";

interface Read {
  bitmap: ImageBitmap;
  found: FoundView[] | null;
}

export function Picture() {
  const { scanner, acts } = useBench();
  const say = useSay();
  const [read, setRead] = useState<Read | null>(null);
  const [over, setOver] = useState(false);
  const take = async (file: File | null | undefined): Promise<void> => {
    if (file == null || scanner === "") return;
    setRead(null);
    await acts.run(async () => {
      const bitmap = await createImageBitmap(file).catch(() => null);
      if (bitmap !== null) setRead({ bitmap, found: null });
      const found = await labApi.picture(scanner, file);
      if (bitmap !== null) setRead({ bitmap, found });
    });
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer?.files[0]);
  };
  return (
    <section class="instrument">
      <h2>{say("picture")}</h2>
      <label
        class={`drop ${over ? "over" : ""}`}
        onDragOver={(event) => (event.preventDefault(), setOver(true))}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <input
          type="file"
          class="heard"
          accept="image/png,image/jpeg,image/webp"
          onChange={(event) => void take(event.currentTarget.files?.[0])}
        />
        {read === null ? (
          <span class="muted">
            <Icon name="picture" />
            {acts.busy ? say("picture_busy") : say("picture_drop")}
          </span>
        ) : (
          <Outlined read={read} />
        )}
      </label>
      {read !== null && <Found found={read.found} />}
    </section>
  );
}

function Outlined({ read }: { read: Read }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current !== null) draw(canvas.current, read);
  }, [read]);
  return <canvas ref={canvas} width={read.bitmap.width} height={read.bitmap.height} />;
}

function draw(canvas: HTMLCanvasElement, { bitmap, found }: Read): void {
  const pen = canvas.getContext("2d");
  if (pen === null) return;
  pen.drawImage(bitmap, 0, 0);
  const width = Math.max(3, Math.round(Math.max(bitmap.width, bitmap.height) / 160));
  for (const [i, code] of (found ?? []).entries()) {
    const [first, ...rest] = code.corners;
    if (first === undefined) continue;
    pen.beginPath();
    pen.moveTo(first[0], first[1]);
    for (const [x, y] of rest) pen.lineTo(x, y);
    pen.closePath();
    pen.lineWidth = width;
    const sure = code.known && !code.offered;
    pen.setLineDash(sure ? [] : [width * 3, width * 2]);
    pen.strokeStyle = sure ? "#00c26a" : "#ff9d00";
    pen.stroke();
    pen.font = `700 ${width * 6}px sans-serif`;
    pen.fillStyle = pen.strokeStyle;
    pen.fillText(String(i + 1), first[0], Math.max(width * 6, first[1] - width * 2));
  }
}

function Found({ found }: { found: FoundView[] | null }) {
  const say = useSay();
  const name = useName();
  const { lang } = useLang();
  if (found === null) return <p class="muted">{say("picture_busy")}</p>;
  if (found.length === 0) return <p class="muted">{say("picture_none")}</p>;
  return (
    <ol class="found" aria-label={say("picture_found", { n: found.length })}>
      {found.map((code, i) => (
        <li key={i} class={code.known && !code.offered ? "known" : "strange"}>
          <b>{i + 1}</b>
          <span>
            <code>{code.text}</code> <small class="muted">{code.format}</small>
            <small class="votes">{code.offered ? say("found_offered") : say("found_votes", { n: code.votes })}</small>
            <em>
              {code.product != null && name(code.product.name_zh, code.product.name_en)}
              {code.product == null && (code.known ? say("found_known") : problemText(lang, code.reason || "unknown", { text: code.text }))}
            </em>
          </span>
        </li>
      ))}
    </ol>
  );
}
