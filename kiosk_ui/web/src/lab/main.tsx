// The lab page: mounts its app into the document.
import { render } from "preact";
import { mountPoint } from "../shell/mount.ts";
import "../design/base.css";
import "./lab.css";
import "./site.css";
import { App } from "./app.tsx";

document.documentElement.dataset["app"] = "lab";
render(<App />, mountPoint());
