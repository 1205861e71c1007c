import type { TerminalStep } from '../payment-terminal.ts';

/** Code + 40 (hex) is the same step with "please remove the card" (PA00P015, intermediate status). */
const REMOVE_CARD_OFFSET = 0x40;

/** Intermediate status codes of 04 FF by the step that they mean for a shopper. What is not here is "other". */
const STEPS: Readonly<Record<TerminalStep, readonly number[]>> = {
  starting: [0x00],
  'present-card': [0x0a, 0x2a],
  'enter-pin': [0x01, 0x02, 0xcc],
  'wrong-pin': [0x15],
  'remove-card': [0x0b, 0x4b],
  'please-wait': [0x0e, 0x17, 0x0f, 0xc9, 0xca, 0xf1, 0xf2, 0xf3],
  'contacting-host': [0x04, 0x06, 0xd2, 0xd3],
  'choose-on-reader': [0x26, 0x27, 0x28, 0x29, 0x2c, 0x69, 0xe0, 0xe1],
  'not-accepted': [0x03, 0x07, 0x08, 0x09, 0x0c, 0x0d, 0x10, 0x13, 0x19],
  approved: [0x1b, 0x1c],
  declined: [0x14, 0x16, 0x18, 0x1d],
  reversing: [0x05],
  other: [],
};

const STEP_BY_CODE: ReadonlyMap<number, TerminalStep> = new Map(
  Object.entries(STEPS).flatMap(([step, codes]) => codes.map((code) => [code, step as TerminalStep] as const)),
);

/** Codes 41 to 67 repeat 01 to 27 with "please remove the card"; 68 and 69 have meanings of their own. */
const LAST_REMOVE_CARD_CODE = 0x67;

export function stepOfStatus(code: number): TerminalStep {
  const direct = STEP_BY_CODE.get(code);
  if (direct !== undefined) return direct;
  if (code <= REMOVE_CARD_OFFSET || code > LAST_REMOVE_CARD_CODE) return 'other';
  const without = STEP_BY_CODE.get(code - REMOVE_CARD_OFFSET);
  // What the shopper has to do comes first; a refusal is the news that must not be lost.
  return without === 'declined' || without === 'not-accepted' || without === 'wrong-pin' ? without : 'remove-card';
}

/**
 * Steps at which the terminal's own words help. Words that go with a refusal may be meant for the merchant alone, so
 * they are never quoted to a shopper (PA00P015; operators of unattended terminals forbid it).
 */
const QUOTABLE: ReadonlySet<TerminalStep> = new Set([
  'present-card',
  'enter-pin',
  'remove-card',
  'choose-on-reader',
  'contacting-host',
  'please-wait',
]);

export function mayQuote(step: TerminalStep): boolean {
  return QUOTABLE.has(step);
}
