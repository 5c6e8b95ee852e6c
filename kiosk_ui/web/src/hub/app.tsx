// The hub app's root.
export function App() {
  return <main>总部</main>;
}
