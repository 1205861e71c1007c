/**
 * Why something that came down is not used. `untrusted`: nobody we trust signed it; `damaged`: its bytes are not those
 * that were signed; `unreadable`: they are, and mean nothing to us; `missing`: a file or a way to it is not there.
 */
export type FeedProblemCode = 'untrusted' | 'damaged' | 'unreadable' | 'missing';

export class FeedProblem extends Error {
  override readonly name = 'FeedProblem';
  readonly code: FeedProblemCode;

  constructor(code: FeedProblemCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
