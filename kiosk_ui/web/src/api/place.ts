// Which kiosk or till this page is: named in its own address, else the first of its kind.
export const PLACE = new URLSearchParams(location.search).get("place") ?? "";

export function placed(path: string, query: Record<string, string> = {}): string {
  const asked = new URLSearchParams(PLACE === "" ? query : { place: PLACE, ...query }).toString();
  return asked === "" ? path : `${path}?${asked}`;
}
