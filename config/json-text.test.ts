import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonTextError, pathKey, readJson } from './json-text.ts';

// Goal: reads exactly what JSON.parse reads, and never fails otherwise than with a position. Method: random JSON values
// written in two ways, random text, and positions checked on an example.

describe('readJson', () => {
  it('agrees with JSON.parse on whatever JSON there is', () => {
    // Names that JSON.parse treats specially, or takes the last of, are refused here on purpose.
    const value = fc.jsonValue({ maxDepth: 5 }).filter((each) => !JSON.stringify(each).includes('__proto__'));
    fc.assert(
      fc.property(value, fc.constantFrom(0, 2, '\t'), (json, indent) => {
        const text = JSON.stringify(json, null, indent);
        expect(readJson(text).value).toEqual(JSON.parse(text));
      }),
    );
  });

  it('agrees with JSON.parse on what is no JSON', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom(...'{}[]",:0123-.eE+truefalsn \n\\'.split('')) }),
    );
    fc.assert(
      fc.property(text, (broken) => {
        let isJson = true;
        try {
          JSON.parse(broken);
        } catch {
          isJson = false;
        }
        try {
          readJson(broken);
          expect(isJson).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(JsonTextError);
          const twice = error instanceof JsonTextError && error.message.includes('twice');
          expect(isJson).toBe(twice);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('knows where each value stood', () => {
    const { positions } = readJson('{\n  "a": [1,\n    {"b": null}]\n}');
    expect(positions.get(pathKey([]))).toEqual({ line: 1, column: 1 });
    expect(positions.get(pathKey(['a', 0]))).toEqual({ line: 2, column: 9 });
    expect(positions.get(pathKey(['a', 1, 'b']))).toEqual({ line: 3, column: 11 });
  });
});
