import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Memo } from './memo.ts';

// Goal: a memory never gives a wrong answer, keeps to its size, and does not forget what is asked for all the time.
// Method: random questions, with the answers counted that had to be found.

describe('a memory', () => {
  it('answers as if it had found each answer anew', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 30 })), fc.integer({ min: 2, max: 12 }), (questions, size) => {
        const memo = new Memo<string, number>(size);
        for (const question of questions) expect(memo.recall(question, () => `a${question}`)).toBe(`a${question}`);
      }),
    );
  });

  it('finds once what it is asked over and over, however much else comes by', () => {
    const memo = new Memo<string, number>(10);
    let found = 0;
    for (let other = 0; other < 1_000; other += 1) {
      memo.recall(-1, () => {
        found += 1;
        return 'kept';
      });
      memo.recall(other, () => 'passing');
    }
    expect(found).toBe(1);
  });

  it('forgets what was not asked for lately', () => {
    const memo = new Memo<string, number>(10);
    memo.keep(-1, 'once');
    for (let other = 0; other < 10; other += 1) memo.keep(other, 'later');
    expect(memo.known(-1)).toBeUndefined();
    expect(memo.known(9)).toBe('later');
  });
});
