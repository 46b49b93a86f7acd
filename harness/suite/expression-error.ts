/** An expression that is ill-formed, or whose evaluation failed; never a stack trace. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  /** The expression's text. */
  readonly source: string;
  /** Where in the source, in UTF-16 units, if known. */
  readonly offset?: number;
  /** What to do about it, e.g. `did you mean "sign"?`. */
  readonly hint?: string;

  constructor(message: string, source: string, details: { offset?: number; hint?: string } = {}) {
    super(message);
    this.source = source;
    if (details.offset !== undefined) this.offset = details.offset;
    if (details.hint !== undefined) this.hint = details.hint;
  }
}
