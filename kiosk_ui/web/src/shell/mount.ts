// Where a page's app is put.
export function mountPoint(from: Document = document): HTMLElement {
  const found = from.getElementById("app");
  if (found === null) throw new Error('the page has no element with the id "app"');
  return found;
}
