// Goal: what a person can settle is told in a sentence with the path; a fault of our own keeps its insides.
// Method: errors as the file system and the storage throw them.
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { StorageError } from '#kiosk/storage/storage-error.ts';
import { asCommandFailure } from './command-trouble.ts';
import { CommandFailure, EXIT } from './exit-codes.ts';

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

it('puts what the file system says into words, behind the path', () => {
  const below = path.join(import.meta.filename, 'x');
  const failure = asCommandFailure(thrownBy(() => readFileSync(below)));
  expect(failure).toMatchObject({
    message: `${below}: a part of this path is a file, not a folder`,
    exitCode: EXIT.usage,
  });
  const taken = asCommandFailure(thrownBy(() => mkdirSync(import.meta.filename)));
  expect(taken?.message).toBe(`${import.meta.filename}: something of that name is there already`);
});

it('keeps the words of what was said for a person', () => {
  const said = new CommandFailure('no', EXIT.no);
  expect(asCommandFailure(said)).toBe(said);
  expect(asCommandFailure(new StorageError('locked', 'f: in use'))).toMatchObject({
    message: 'f: in use',
    exitCode: 2,
  });
});

it('takes no fault of our own for the trouble of a person', () => {
  for (const fault of [new TypeError('x is not a function'), new Error('a'), 'thrown', undefined]) {
    expect(asCommandFailure(fault)).toBeUndefined();
  }
});
