/*
 * Goal: whatever code the lane can send, there are words for it.
 * Method: the compiler compares the unions of the core and the drivers with the keys of the source language.
 */
import { expect, it } from 'vitest';
import type { PaymentEndReason } from '#kiosk/core/payment/payment.ts';
import type { HelpTopic, TicketReason, TicketStatus } from '#kiosk/core/assist/ticket.ts';
import type { RejectionCode } from '#kiosk/core/rejection.ts';
import type { TerminalStep } from '#drivers/payment/payment-terminal.ts';
import type { PrintOutcome } from '#drivers/printer/pos-printer.ts';
import { isMessageKey, type MessageKey } from './languages.ts';

/** Fails to compile, naming the keys, as soon as a code has no words. */
type Missing = Exclude<
  | `rejection.${RejectionCode}.what`
  | `rejection.${RejectionCode}.next`
  | `terminal.step.${TerminalStep}`
  | `terminal.reason.${PaymentEndReason}`
  | `ticket.reason.${TicketReason}`
  | `ticket.status.${TicketStatus}`
  | `ticket.cause.${Extract<PrintOutcome, { printed: false }>['cause']}`
  | `ticket.topic.${HelpTopic}`
  | `shopper.help.topic.${HelpTopic}`,
  MessageKey
>;
const missing: [Missing] extends [never] ? 'none' : Missing = 'none';

it('has words for every code of the core and the drivers', () => {
  expect(missing).toBe('none');
});

it('knows a key from what only looks like one', () => {
  expect(isMessageKey('rejection.article-unknown.what')).toBe(true);
  expect(isMessageKey('rejection.made-up.what')).toBe(false);
  expect(isMessageKey('toString')).toBe(false);
});
