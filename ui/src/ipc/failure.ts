// Turns whatever a promise was rejected with into the Failure that screens know.

import type { Failure, FailureCode } from "./bindings";

const CODES: Record<FailureCode, true> = {
  bad_request: true,
  not_found: true,
  ambiguous: true,
  too_many: true,
  configuration: true,
  locked: true,
  read_only: true,
  disk_full: true,
  damaged: true,
  newer: true,
  broker_unreachable: true,
  timed_out: true,
  cancelled: true,
  not_allowed: true,
  engine_gone: true,
  internal: true,
};

/** The failure behind a rejection; what is none of ours becomes one with the code "internal". */
export function toFailure(reason: unknown): Failure {
  if (isFailure(reason)) {
    const { code, message, hint, field } = reason;
    return field === undefined ? { code, message, hint } : { code, message, hint, field };
  }
  return {
    code: "internal",
    message: `Something in the program went wrong: ${words(reason)}`,
    hint: "The data on disk is not affected. Try again; if it stays, restart the program and keep its log.",
  };
}

function isFailure(reason: unknown): reason is Failure {
  if (typeof reason !== "object" || reason === null) return false;
  const { code, message, hint } = reason as Record<string, unknown>;
  return typeof code === "string" && Object.hasOwn(CODES, code) && typeof message === "string" && typeof hint === "string";
}

function words(reason: unknown): string {
  if (reason instanceof Error) return reason.message || reason.name;
  if (typeof reason === "string" && reason !== "") return reason;
  try {
    return JSON.stringify(reason) ?? "no reason was given";
  } catch {
    return "no reason was given";
  }
}
