// Calls to the store's own server: JSON in and out, one key per act, every refusal a Problem.
export type Detail = Record<string, string | number>;

export class Problem extends Error {
  readonly code: string;
  readonly detail: Detail;

  constructor(code: string, detail: Detail = {}) {
    super(code);
    this.name = "Problem";
    this.code = code;
    this.detail = detail;
  }
}

export const SENDS_MAX = 3; // the same key each time, so a repeat changes nothing
const PAUSE_MS = 400;
const CALL_TIMEOUT_MS = 10_000;
const NOT_MODIFIED = 304;

// A UUID of version 4; randomUUID itself is missing where a page is not served from a secure origin.
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

export async function getJson<T>(path: string): Promise<T> {
  return (await answer(path, { method: "GET" })) as T;
}

export async function getText(path: string): Promise<string> {
  const response = await fetched(path, { method: "GET" });
  if (!response.ok) throw problemOf(response.status, null);
  return await response.text();
}

export async function postJson<T = unknown>(path: string, body: unknown = {}): Promise<T> {
  const headers = { "Content-Type": "application/json", "Idempotency-Key": newKey() };
  return (await answerOfMany(path, { method: "POST", headers, body: JSON.stringify(body) })) as T;
}

// Once and never again by itself: for a server that would do it twice.
export async function postOnce<T = unknown>(path: string, body: unknown = {}): Promise<T> {
  const headers = { "Content-Type": "application/json" };
  return (await answer(path, { method: "POST", headers, body: JSON.stringify(body) })) as T;
}

export interface Fresh<T> {
  body: T | null; // null: the same as `tag` names
  tag: string;
  at_ms: number; // by the server's clock
}

// What is new since the answer that `tag` names.
export async function getFresh<T>(path: string, tag: string): Promise<Fresh<T>> {
  const response = await fetched(path, { method: "GET", headers: tag === "" ? {} : { "If-None-Match": tag } });
  const at_ms = Number(response.headers.get("Now-Ms")) || Date.now();
  if (response.status === NOT_MODIFIED) return { body: null, tag, at_ms };
  const body = await bodyOf(response);
  if (!response.ok) throw problemOf(response.status, body);
  return { body: body as T, tag: response.headers.get("ETag") ?? "", at_ms };
}

export async function postBytes<T>(path: string, bytes: Blob): Promise<T> {
  const headers = { "Content-Type": bytes.type || "application/octet-stream", "Idempotency-Key": newKey() };
  return (await answer(path, { method: "POST", headers, body: bytes })) as T;
}

async function answerOfMany(path: string, init: RequestInit): Promise<unknown> {
  for (let send = 1; ; send += 1) {
    try {
      return await answer(path, init);
    } catch (error) {
      const lost = error instanceof Problem && error.code === "no_connection";
      if (!lost || send >= SENDS_MAX) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * send));
    }
  }
}

async function fetched(path: string, init: RequestInit): Promise<Response> {
  try {
    const signal = AbortSignal.timeout(CALL_TIMEOUT_MS);
    return await fetch(path, { ...init, signal, credentials: "same-origin" });
  } catch {
    throw new Problem("no_connection");
  }
}

async function answer(path: string, init: RequestInit): Promise<unknown> {
  const response = await fetched(path, init);
  const body = await bodyOf(response);
  if (response.ok) return body;
  throw problemOf(response.status, body);
}

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return null;
  }
}

export function problemOf(status: number, body: unknown): Problem {
  if (typeof body === "object" && body !== null && "code" in body && typeof body.code === "string") {
    const detail = "detail" in body && typeof body.detail === "object" ? body.detail : null;
    return new Problem(body.code, (detail ?? {}) as Detail);
  }
  if (status === 401) return new Problem("sign_in");
  if (status === 403) return new Problem("not_allowed");
  if (status === 404) return new Problem("not_found");
  return new Problem(status >= 500 ? "server_trouble" : "refused", { status });
}
