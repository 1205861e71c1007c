/**
 * `file`: a key or a list of ours cannot be used as it is. `settings`: this way of connecting is not allowed.
 * `pairing`: two machines did not come to trust each other; a new code is needed. `unpaired`: there is no pairing yet.
 */
export type IdentityErrorCode = 'file' | 'settings' | 'pairing' | 'unpaired';

/** Two machines cannot prove to each other who they are. A person has to act; nothing is lost meanwhile. */
export class IdentityError extends Error {
  readonly code: IdentityErrorCode;

  constructor(code: IdentityErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'IdentityError';
    this.code = code;
  }
}
