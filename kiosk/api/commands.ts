import { z } from 'zod';
import { shopperSaid } from './remote.ts';
import { staffCommands } from './staff.ts';
import { articleView, helpArticleView, helpTopic, shopperNeed } from './views.ts';
import type { PageRole } from './topics.ts';

const none = z.object({}).strict();
const ok = z.object({}).strict();
const language = z.string().min(2).max(20);

/**
 * What a page can ask for. Every command is idempotent by the id that the page gives it: sent twice, done once.
 * A domain "no" comes back as an error with the code of the rejection.
 */
export const commands = {
  // The shopper's page.
  chooseLanguage: { input: z.object({ language: z.string().min(2).max(20) }).strict(), output: ok, roles: ['shopper'] },
  addArticle: {
    input: z.object({ articleId: z.string().min(1).max(60), count: z.int().min(1).max(99) }).strict(),
    output: ok,
    roles: ['shopper'],
  },
  enterCode: { input: z.object({ code: z.string().min(1).max(60) }).strict(), output: ok, roles: ['shopper'] },
  changeQuantity: {
    input: z.object({ lineNumber: z.int().min(1), count: z.int().min(1).max(99) }).strict(),
    output: ok,
    roles: ['shopper'],
  },
  removeLine: { input: z.object({ lineNumber: z.int().min(1) }).strict(), output: ok, roles: ['shopper'] },
  cancelTransaction: { input: none, output: ok, roles: ['shopper'] },
  searchArticles: {
    input: z
      .object({
        text: z.string().max(60),
        language: z.string().min(2).max(20),
        category: z.string().max(60).nullable(),
      })
      .strict(),
    output: z.object({ articles: z.array(articleView) }),
    roles: ['shopper'],
  },
  startPayment: { input: none, output: ok, roles: ['shopper'] },
  cancelPayment: { input: none, output: ok, roles: ['shopper'] },
  /** Back from a payment that ended without money to the open basket. */
  backToBasket: { input: none, output: ok, roles: ['shopper'] },
  chooseReceipt: {
    input: z.object({ medium: z.enum(['paper', 'screen', 'none']) }).strict(),
    output: ok,
    roles: ['shopper'],
  },
  /** The thanks screen is done with. */
  finish: { input: none, output: ok, roles: ['shopper'] },
  /** Any sign of life from the person at the lane; also the answer to "do you need more time?". */
  stillHere: { input: none, output: ok, roles: ['shopper'] },
  callStaff: {
    input: z.object({ topic: helpTopic.nullable(), discreet: z.boolean().optional() }).strict(),
    output: z.object({ ticketId: z.string() }),
    roles: ['shopper'],
  },
  giveHelpTopic: {
    input: z.object({ ticketId: z.string(), topic: helpTopic }).strict(),
    output: ok,
    roles: ['shopper'],
  },
  withdrawCall: { input: z.object({ ticketId: z.string() }).strict(), output: ok, roles: ['shopper'] },

  stateNeeds: {
    input: z.object({ ticketId: z.string(), needs: z.array(shopperNeed).max(5) }).strict(),
    output: ok,
    roles: ['shopper'],
  },
  chooseDiscretion: {
    input: z.object({ ticketId: z.string(), discreet: z.boolean() }).strict(),
    output: ok,
    roles: ['shopper'],
  },
  /** Which call stands open on her screen; null while she has put all of it away. Not a sign of life. */
  showCall: { input: z.object({ ticketId: z.string().max(60).nullable() }).strict(), output: ok, roles: ['shopper'] },
  /** She wants a person of this shop, not one far away. */
  insistOnPerson: { input: z.object({ ticketId: z.string() }).strict(), output: ok, roles: ['shopper'] },
  /** To whoever has her call and is not beside her. */
  sayToHelper: {
    input: z.object({ ticketId: z.string(), said: shopperSaid }).strict(),
    output: ok,
    roles: ['shopper'],
  },
  answerEase: {
    input: z.object({ ticketId: z.string(), ease: z.enum(['easy', 'hard']) }).strict(),
    output: ok,
    roles: ['shopper'],
  },
  /** Answers that fit some words, or what goes on at the lane where there are none; the best first. */
  searchHelp: {
    input: z.object({ text: z.string().max(60), language }).strict(),
    output: z.object({ articles: z.array(helpArticleView).max(8) }),
    roles: ['shopper', 'staff'],
  },
  /** Written down, so that whoever comes knows what was read. */
  openHelp: { input: z.object({ articleId: z.string().max(60) }).strict(), output: ok, roles: ['shopper'] },

  ...staffCommands,

  // The device desk of the demo.
  deskScan: { input: z.object({ code: z.string().min(1).max(200) }).strict(), output: ok, roles: ['desk'] },
  deskCard: {
    input: z.object({ card: z.enum(['approve', 'decline', 'unreadable', 'stop']) }).strict(),
    output: ok,
    roles: ['desk'],
  },
  deskPlug: {
    input: z.object({ device: z.enum(['scanner', 'terminal', 'printer']), plugged: z.boolean() }).strict(),
    output: ok,
    roles: ['desk'],
  },
  deskPrinter: {
    input: z.object({ paper: z.enum(['ok', 'near-end', 'end']), coverOpen: z.boolean() }).strict(),
    output: ok,
    roles: ['desk'],
  },
  /** A fresh start link for another page of the demo; it works once. */
  deskLink: {
    input: z.object({ page: z.enum(['shopper', 'staff']) }).strict(),
    output: z.object({ url: z.string() }),
    roles: ['desk'],
  },
} as const satisfies Record<string, CommandDefinition>;

export interface CommandDefinition {
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  readonly roles: readonly PageRole[];
  /** How long the program may take to answer, in milliseconds, where the default does not fit. */
  readonly deadlineMs?: number;
}

export type CommandName = keyof typeof commands;
export type CommandInput<Name extends CommandName> = z.infer<(typeof commands)[Name]['input']>;
export type CommandOutput<Name extends CommandName> = z.infer<(typeof commands)[Name]['output']>;
