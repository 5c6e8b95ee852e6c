// The centre's workers: what its page may ask for.
import type { components } from "./centre.schema.d.ts";

type Schemas = components["schemas"];

export type CrewState = Schemas["CrewState"];
export type LagRow = Schemas["LagRow"];
export type WorkerRow = Schemas["WorkerRow"];
export type Workers = Schemas["Workers"];

export const workersPath = "/api/workers";
