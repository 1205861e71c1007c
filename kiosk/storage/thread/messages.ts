import type { StorageErrorCode } from '../storage-error.ts';

/** What may be asked of a thread that owns a file, as synchronous methods; `close` lets go of the file. */
export type ThreadMethods<Methods> = { readonly [Name in keyof Methods]: (...args: never[]) => unknown } & {
  close(): void;
};

/** One call with its arguments, as it crosses to the thread. */
export type CallOf<Methods> = {
  readonly [Method in keyof Methods]: Methods[Method] extends (...args: infer Args) => unknown
    ? { readonly method: Method; readonly args: Args }
    : never;
}[keyof Methods];

/** A call under a number, by which its answer finds back. */
export type Request<Methods> = CallOf<Methods> & { readonly id: number };

export type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: CrossedError };

/** The answer under this number tells that the file is open, or why not. */
export const OPENING = 0;

/** An error in a form that keeps its kind when it crosses a thread; no code means a fault of our own. */
export interface CrossedError {
  readonly code: StorageErrorCode | undefined;
  readonly message: string;
}
