// The hub page: mounts its app into the document.
import { render } from "preact";
import { mountPoint } from "../shell/mount.ts";
import "../design/base.css";
import { App } from "./app.tsx";

render(<App />, mountPoint());
