import { readdirSync, readFileSync } from 'node:fs';

/** Random and damaged reads, the same for the same seed: vectors with mutations, and plain noise. */

const FOLDER = new URL('../fixtures/barcodes/', import.meta.url);

/** Characters that matter to a parser, more often than chance would bring them. */
const NASTY = '0123456789]|{}%/?&=+#:.,;~^-_()<>"\'\\ ABCZabcz\u001D\0\r\n\u00FF\u0080'.split('');
const PREFIXES = [']E0', ']E4', ']E3', ']C1', ']C0', ']e0', ']d2', ']d1', ']Q1', ']Q3', ']J1', ']I1', ']X0', ']', ''];

export function fuzzCorpus(): readonly string[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as readonly { readonly scan: string }[])
    .map((vector) => vector.scan);
}

/** Mulberry32: small, fast, and the same on every machine. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function* fuzzScans(corpus: readonly string[], seed: number): Generator<string, never> {
  const random = seededRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const pick = (from: readonly string[]): string => from[below(from.length)] ?? '';
  const noise = (length: number): string => {
    let text = '';
    for (let index = 0; index < length; index += 1) text += below(2) === 0 ? pick(NASTY) : String(below(10));
    return text;
  };
  const mutate = (text: string): string => {
    const at = below(text.length + 1);
    switch (below(8)) {
      case 0:
        return text.slice(0, at) + pick(NASTY) + text.slice(at + 1);
      case 1:
        return text.slice(0, at) + text.slice(at + 1 + below(4));
      case 2:
        return text.slice(0, at) + noise(1 + below(6)) + text.slice(at);
      case 3:
        return text.slice(0, at);
      case 4:
        return text.slice(0, at) + pick(corpus).slice(below(20));
      case 5:
        return pick(PREFIXES) + text.replace(/^\]../, '');
      case 6:
        return text.slice(0, at) + String(below(10)) + text.slice(at + 1);
      default:
        return (text + text.slice(at)).repeat(1 + below(4));
    }
  };
  for (;;) {
    if (below(10) === 0) {
      yield pick(PREFIXES) + noise(below(600));
      continue;
    }
    let text = pick(corpus);
    for (let count = below(4); count >= 0; count -= 1) text = mutate(text);
    yield text;
  }
}
