/** A slip whose number is still open: 980, seventeen zeros, what it gives back in cents, and three more digits. */
const OPEN_SLIP = /^9800{17}(\d{5})(\d{3})$/;
const NUMBER_LENGTH = 17;

/** What the demo's machine gives back for a bag of cans, 1.50. */
export const DEMO_SLIP = `980${'0'.repeat(NUMBER_LENGTH)}00150000`;

export function isOpenSlip(code: string): boolean {
  return OPEN_SLIP.test(code);
}

/** The next slip out of the machine: none is like another, since each counts once. */
export function printedSlip(code: string, number: number): string {
  return code.replace(OPEN_SLIP, `980${String(number).padStart(NUMBER_LENGTH, '0')}$1$2`);
}
