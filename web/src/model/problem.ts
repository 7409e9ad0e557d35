/** What went wrong, in words that a person can act on. */

/** An error with a title, an explanation, and the command that helps, when there is one. */
export class Problem extends Error {
  constructor(
    readonly title: string,
    readonly detail: string,
    readonly command: string | null = null,
  ) {
    super(`${title}. ${detail}`);
    this.name = "Problem";
  }
}

/** Any thrown thing as a Problem. */
export function asProblem(error: unknown, title: string): Problem {
  if (error instanceof Problem) return error;
  return new Problem(title, error instanceof Error ? error.message : String(error));
}
