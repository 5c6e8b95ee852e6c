// A swing tag under a scanner's beam: what to do, as a picture.
const BARS = [4, 2, 6, 2, 3, 5, 2, 4, 2, 6, 3, 2, 5, 2, 4, 3, 6, 2];

export function Tag() {
  let x = 74;
  return (
    <svg class="tag" viewBox="0 0 320 300" aria-hidden="true">
      <path d="M158 8C190 40 120 60 152 92" fill="none" stroke="#b79f83" stroke-width="5" stroke-linecap="round" />
      <g transform="rotate(-6 160 180)">
        <path d="M70 112l42-34h96l42 34v152a14 14 0 0 1-14 14H84a14 14 0 0 1-14-14z" fill="#d9c9b2" opacity=".55" transform="translate(6 10)" />
        <path d="M70 112l42-34h96l42 34v152a14 14 0 0 1-14 14H84a14 14 0 0 1-14-14z" fill="#ffffff" />
        <circle cx="160" cy="104" r="12" fill="#efe6d8" stroke="#c9b79d" stroke-width="4" />
        <rect x="102" y="134" width="116" height="12" rx="6" fill="#1b1a1f" />
        <rect x="122" y="156" width="76" height="9" rx="4.5" fill="#c9bfb2" />
        {BARS.map((bar, i) => {
          x += bar + 5;
          return <rect key={i} x={x} y="186" width={bar} height="62" fill="#1b1a1f" />;
        })}
      </g>
      <g class="beam">
        <rect x="18" y="214" width="284" height="6" rx="3" fill="#d7000f" />
        <rect x="18" y="204" width="284" height="26" rx="13" fill="#d7000f" opacity=".14" />
      </g>
    </svg>
  );
}
