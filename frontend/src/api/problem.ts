import { t } from "@lingui/core/macro";

export interface FieldError {
  field: string;
  code: string;
  message: string;
}

/** A refusal as a screen shows it, whatever it came from. */
export interface Problem {
  status: number;
  code: string;
  title: string;
  detail: string;
  errors: FieldError[];
  requestId: string | null;
  /** Where somebody else was quicker: the version that stands now. */
  version: number | null;
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

function fieldErrors(value: unknown): FieldError[] {
  if (!Array.isArray(value)) return [];
  return value.map((item: Record<string, unknown>) => ({
    field: text(item.field),
    code: text(item.code),
    message: text(item.message),
  }));
}

/** Reads problem+json (RFC 9457); anything else became of a connection that broke or a fault in this page. */
export function asProblem(error: unknown): Problem {
  if (typeof error === "object" && error !== null && "title" in error && "status" in error) {
    const body = error as Record<string, unknown>;
    const status = Number(body.status);
    return {
      status,
      code: text(body.code),
      title: text(body.title) || t`The server answered with an error (${status}).`,
      detail: text(body.detail),
      errors: fieldErrors(body.errors),
      requestId: text(body.request_id) || null,
      version: typeof body.version === "number" ? body.version : null,
    };
  }
  if (error instanceof TypeError) {
    return {
      status: 0,
      code: "unreachable",
      title: t`The server cannot be reached.`,
      detail: t`Check the connection and try again: nothing is done twice.`,
      errors: [],
      requestId: null,
      version: null,
    };
  }
  return {
    status: 0,
    code: "unexpected",
    title: t`Something went wrong on this page.`,
    detail: error instanceof Error ? error.message : "",
    errors: [],
    requestId: null,
    version: null,
  };
}

/** The server's field errors by field, for a form; `person.email` is also found under `email`. */
export function errorsByField(problem: Problem): Record<string, string> {
  return Object.fromEntries(
    problem.errors.flatMap(({ field, message }) => [
      [field, message],
      [field.split(".").at(-1) ?? field, message],
    ]),
  );
}
