// Line icons, drawn on a 24 by 24 grid.
const PATHS = {
  back: "M15 5l-7 7 7 7",
  next: "M9 5l7 7-7 7",
  close: "M6 6l12 12M18 6L6 18",
  search: "M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.5 15.5L20 20",
  basket: "M4 9h16l-1.6 9.2a2 2 0 0 1-2 1.8H7.6a2 2 0 0 1-2-1.8zM8.5 9l3-5M15.5 9l-3-5M10 13v3.5M14 13v3.5",
  help: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM9.5 9.5a2.6 2.6 0 1 1 3.6 2.4c-.8.4-1.1.9-1.1 1.8M12 16.8v.1",
  globe: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM3.5 12h17M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  check: "M5 12.5l4.5 4.5L19 7.5",
  undo: "M8 5L4 9l4 4M4 9h9.5a5.5 5.5 0 0 1 0 11H8",
  truck: "M3 6h11v10H3zM14 10h4l3 3v3h-7M7 16.5a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6zM17 16.5a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6z",
  bag: "M6 8h12l1 12H5zM9 8V6.5a3 3 0 0 1 6 0V8",
  trash: "M5 7h14M10 7V5h4v2M7 7l1 13h8l1-13",
  erase: "M8 6h12v12H8l-5-6zM11.5 9.5l5 5M16.5 9.5l-5 5",
  keyboard: "M3 6h18v12H3zM7 10h.1M11 10h.1M15 10h.1M7 14h10",
  swap: "M4 8h14l-3-3M20 16H6l3 3",
  scan: "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M8 8v8M11 8v8M13.5 8v8M16 8v8",
  phone: "M8 3h8a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM11 18h2",
  till: "M5 11h14v9H5zM8 11V5h8v6M9 15h6",
  warn: "M12 4l9 16H3zM12 10v4.5M12 17.2v.1",
  clock: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 7v5l3.5 2",
  printer: "M7 9V4h10v5M5 9h14v8h-3v3H8v-3H5zM8 14h8",
  down: "M5 9l7 7 7-7",
  home: "M4 11l8-7 8 7M6.5 9.5V20h11V9.5",
  car: "M4 16v-3l2-5h12l2 5v3zM6 16v2M18 16v2M7 13h.1M17 13h.1",
  plug: "M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0zM12 17v4",
  download: "M12 4v11M7.5 11L12 15.5 16.5 11M5 20h14",
  person: "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4.5 20c1-4 4-6 7.5-6s6.5 2 7.5 6",
  low: "M12 4v13M6.5 11.5L12 17l5.5-5.5M5 20.5h14",
  contrast: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 3v18M12 7h6M12 11h8.5M12 15h7.5",
  carry: "M3 10h7v9H3zM17 5h4v4h-4zM12.5 7H15M13 15h3.5l-2-2M16.5 15l-2 2M14 19h7v-6",
  refill: "M4 20h16M6 16h3v-3H6zM10.5 16h3V9h-3zM15 16h3v-6h-3zM12 3v3M10.5 4.5h3",
  pen: "M5 19l1-4.5L16 4.5a2 2 0 0 1 3 3L9 18z M14 6.5l3 3",
  picture: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9h.1",
  people: "M9 4.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7zM2.5 19.5c.8-3.6 3.3-5.4 6.5-5.4s5.7 1.8 6.5 5.4M15.5 5a3.3 3.3 0 0 1 0 6.4M17.5 14.6c2 .8 3.4 2.5 4 4.9",
  crew: "M4 4.5h16v6H4zM4 13.5h16v6H4zM8 7.5h.1M8 16.5h.1M12 7.5h4M12 16.5h4",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
