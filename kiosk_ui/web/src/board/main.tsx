// The board page: mounts its app into the document.
import { render } from "preact";
import { mountPoint } from "../shell/mount.ts";
import "../design/base.css";
import "./board.css";
import { App } from "./app.tsx";

document.documentElement.dataset["app"] = "board";
render(<App />, mountPoint());
