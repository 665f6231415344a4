"use strict";
// Requests to the kiosk. What was not committed comes back as a NotDone with a code, never as silence.
const DEADLINE_MS = 8000;
let ahead = 0; // how far the kiosk's clock is ahead of this machine's, in milliseconds

export class NotDone extends Error {
  constructor(code, detail, status) {
    super(detail);
    this.code = code;
    this.status = status;
  }
}

// The kiosk's time, not this machine's.
export function now() {
  return Date.now() + ahead;
}

// The JSON answer, or null where there is none (204).
export async function request(method, path, body) {
  const options = {method, cache: "no-store", signal: AbortSignal.timeout(DEADLINE_MS)};
  if (body !== undefined) {
    options.headers = {"Content-Type": "application/json"};
    options.body = JSON.stringify(body);
  }
  let answer;
  let value = null;
  try {
    answer = await fetch("/api/v1/" + path, options);
    if (answer.status !== 204) value = await answer.json();
  } catch (error) {
    throw new NotDone(error.name === "TimeoutError" ? "no_answer" : "no_link", String(error), 0);
  }
  const date = Date.parse(answer.headers.get("date") ?? "");
  if (date) ahead = date - Date.now();
  if (!answer.ok) throw new NotDone(value?.code ?? "unknown", value?.detail ?? "", answer.status);
  return value;
}
