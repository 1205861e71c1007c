import { z } from 'zod';
import { moveAnswer, moveStep } from './moved-basket.ts';
import { remoteCommands } from './remote.ts';
import { givenSlip, slipCommands } from './slips.ts';

/**
 * What a store shows its people, and what they can ask of it. A store mirrors the calls of all its lanes and adds what
 * only it knows: who is on duty, who is asked, how far a call has gone up, what the shopper was promised.
 */

const staffRole = z.enum(['assistant', 'supervisor', 'manager', 'technician', 'remote-helper']);
const duty = z.enum(['off', 'on', 'break']);

const minorUnits = z.int();
const moment = z.int();
const id = z.string().min(1).max(60);
const words = z.string().max(200);

export const helperView = z.object({
  personId: z.string(),
  firstName: z.string(),
  role: staffRole,
  /** Where a remote helper sits, as the shopper reads it; absent for people in the store. */
  desk: z.string().max(40).optional(),
});

const gestureKind = z.enum(['discount', 'replacement', 'rain-check']);

/** How a shopper was made good, as she and staff read it. */
const madeGood = z.object({
  /** What became of it: a discount that found no basket any more is promised for another day. */
  kind: gestureKind,
  amount: minorUnits,
  /** What it is for: a code that pages have an apology for, or words of a person. */
  reason: z.string(),
  articleName: z.string().nullable(),
  /** The first name of whoever gives it. */
  by: z.string(),
  /** Of a rain check: what stands on its slip, and until when it is honoured. */
  code: z.string().nullable(),
  validUntil: moment.nullable(),
});

/** What a shopper was told about the wait, and a colleague keeps. */
export const promiseView = z.object({
  /** 1 for whoever is next; 0 when somebody has taken it on. */
  placeInLine: z.int(),
  /** "Usually within" so many seconds; null when nobody can say. Only ever less while it is shown. */
  withinSeconds: z.int().nullable(),
  /** The moment that it ends at (epoch ms); null with it. */
  until: moment.nullable(),
  /** It was not kept, the shopper was told sorry and why. */
  missed: z.boolean(),
  /** How far the call has gone up by itself. */
  escalation: z.enum(['none', 'all-on-shift', 'lead', 'manager', 'last-resort']),
  /** Nobody is on duty, or the store cannot be reached: another way is offered instead of a time. */
  unattended: z.boolean(),
  /** What she was given for her trouble. */
  madeGood: madeGood.optional(),
});

/** What the store knows of a call beside what its lane says. */
export const careView = z.object({
  /** Lower is sooner. */
  rank: z.int(),
  /** Who is asked to come now; an alert goes to nobody else. */
  asked: z.array(z.string()),
  alert: z.enum(['none', 'info', 'normal', 'urgent']),
  escalation: promiseView.shape.escalation,
  /** When it goes up next (epoch ms); colleagues see it coming. */
  escalatesAt: moment.nullable(),
  promisedUntil: moment.nullable(),
  clearable: z.enum(['from-afar', 'at-lane']),
  smallestRole: z.enum(['assistant', 'supervisor', 'manager']),
  /** What a remote helper may do about it now; null while it is for the people in the shop. */
  remote: z.enum(['settles', 'talks']).nullable(),
  waits: z.enum(['waits', 'blocks']),
  /** Like tasks of other lanes that one round settles. */
  groupedWith: z.array(z.string()),
  /** What it usually turned out to be, most likely first. */
  resolutions: z.array(z.string()),
  gestures: z.array(z.object({ kind: gestureKind, amountMax: minorUnits, needsRole: staffRole })),
  /** A gesture that waits for somebody who may agree to it. */
  gestureAsked: z
    .object({
      gestureId: id,
      kind: gestureKind,
      amount: minorUnits,
      /** What is to be replaced or kept for another day. */
      articleName: z.string().optional(),
      reason: z.string(),
      by: helperView,
      at: moment,
    })
    .optional(),
  gestureGiven: madeGood.optional(),
  /** The lane cannot be reached; what is said of it may be old. */
  stale: z.boolean(),
});

export const personView = z.object({
  personId: z.string(),
  firstName: z.string(),
  role: staffRole,
  duty,
  attending: z.array(z.string()),
  languages: z.array(z.string()),
});

/** Words that somebody looked for in vain; of whom nobody knows. */
export const missedSearchView = z.object({
  about: z.enum(['answers', 'articles']),
  text: z.string().max(60),
  language: z.string().max(20),
  at: moment,
});

/** How the store does today. Of the team as a whole; figures of one person go to that person only. */
export const boardView = z.object({
  businessDay: z.string(),
  calls: z.int(),
  open: z.int(),
  acknowledgeSeconds: z.object({ p50: z.number(), p80: z.number(), p95: z.number() }).nullable(),
  arriveSeconds: z.object({ p50: z.number(), p80: z.number(), p95: z.number() }).nullable(),
  promiseKeptShare: z.number().nullable(),
  firstContactShare: z.number().nullable(),
  easyShare: z.number().nullable(),
  actionableShare: z.number().nullable(),
  /** Of the settled calls those that nobody had been needed for. */
  falseAlarmShare: z.number().nullable(),
  interventionsPerHundred: z.array(z.object({ reason: z.string(), count: z.int(), perHundred: z.number() })),
  /** Calls and waits (80 %) by hour of the day, for the chart. */
  hours: z.array(z.object({ hour: z.int(), calls: z.int(), waitP80Seconds: z.number().nullable() })),
  /** Planning only: by Erlang C from the last hours. */
  staffing: z.array(z.object({ staff: z.int(), answeredWithin30: z.number(), occupancy: z.number() })),
  articlesRead: z.array(z.object({ articleId: z.string(), count: z.int() })),
  missedSearches: z.array(z.object({ about: missedSearchView.shape.about, text: z.string(), count: z.int() })),
});

/** How what is recorded is on its way; amber and red are for a person to look at. */
export const backlogView = z.object({
  origin: z.string(),
  /** From a lane to its store, or from there to headquarters. */
  to: z.enum(['store', 'headquarters']),
  pending: z.int(),
  oldestUnsettledAt: moment.nullable(),
  state: z.enum(['up-to-date', 'sending', 'waiting', 'paused', 'fork', 'fenced']),
  detail: z.string().nullable(),
});

const ticketId = z.object({ ticketId: id });
const none = z.object({}).strict();
const ok = z.object({}).strict();

const signedIn = z.object({
  person: personView,
  /** Gets the same person back after a break of the line, also at a lane's own door, until it ends. */
  token: z.string(),
  endsAt: moment,
});

const STAFF = ['staff'] as const;

/** What a person may change in somebody's basket or at a lane; the reason is written down with it. */
const laneAction = z.discriminatedUnion('type', [
  z.object({ type: z.literal('void-line'), lineNumber: z.int().min(1) }).strict(),
  z.object({ type: z.literal('set-quantity'), lineNumber: z.int().min(1), count: z.int().min(1).max(99) }).strict(),
  z.object({ type: z.literal('override-price'), lineNumber: z.int().min(1), unitPrice: minorUnits.min(0) }).strict(),
  z.object({ type: z.literal('pause-lane') }).strict(),
  z.object({ type: z.literal('open-lane') }).strict(),
  z.object({ type: z.literal('hold-basket') }).strict(),
  z.object({ type: z.literal('resume-basket') }).strict(),
  z.object({ type: z.literal('cancel-basket') }).strict(),
  /** A code that the other lane, or the till, reads. */
  z.object({ type: z.literal('move-basket'), to: z.string().min(1).max(40) }).strict(),
  /** The same `discountId` is given once; with a `ticketId` it is for the shopper who called, and nobody after her. */
  z
    .object({
      type: z.literal('basket-discount'),
      amount: minorUnits.min(1),
      discountId: id.optional(),
      ticketId: id.optional(),
    })
    .strict(),
  z.object({ type: z.literal('take-back-discounts') }).strict(),
]);

export type LaneAction = z.infer<typeof laneAction>;

/** Every command but those of the door needs a person who has signed in. */
export const staffCommands = {
  signInWithPin: {
    input: z.object({ name: z.string().min(1).max(40), pin: z.string().min(4).max(12) }).strict(),
    output: signedIn,
    roles: STAFF,
  },
  signInWithBadge: { input: z.object({ badge: z.string().min(8).max(200) }).strict(), output: signedIn, roles: STAFF },
  resumeSignIn: { input: z.object({ token: z.string().max(400) }).strict(), output: signedIn, roles: STAFF },
  /** Opens the lanes' own doors to the person on this page; to be renewed well before its end. */
  laneGrant: { input: none, output: z.object({ grant: z.string(), endsAt: moment }), roles: STAFF },
  /** The key that a browser subscribes with, so that a call is heard of while the page is closed. */
  pushKey: { input: none, output: z.object({ publicKey: z.string() }), roles: STAFF },
  subscribePush: {
    input: z
      .object({
        endpoint: z.string().max(1_000),
        p256dh: z.string().regex(/^[A-Za-z0-9_-]{87}$/),
        auth: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
        language: z.string().min(2).max(20),
      })
      .strict(),
    output: ok,
    roles: STAFF,
  },
  unsubscribePush: { input: z.object({ endpoint: z.string().max(1_000) }).strict(), output: ok, roles: STAFF },
  signOut: { input: none, output: ok, roles: STAFF },
  setDuty: { input: z.object({ duty }).strict(), output: ok, roles: STAFF },

  acknowledgeTicket: {
    /** Coming, unless it says "seen, I come after this". */
    input: ticketId.extend({ coming: z.boolean().optional() }).strict(),
    output: ok,
    roles: STAFF,
  },
  attendTicket: {
    input: ticketId.extend({ place: z.enum(['at-lane', 'from-afar']) }).strict(),
    output: ok,
    roles: STAFF,
  },
  /** "Not me": somebody else is asked, and no reason is. */
  declineTicket: { input: ticketId.strict(), output: ok, roles: STAFF },
  renewTicket: { input: ticketId.strict(), output: ok, roles: STAFF },
  handOverTicket: {
    input: ticketId
      .extend({
        /** The colleague's id; nobody in particular if null. */
        to: id.nullable(),
        note: words,
        /** Who that is. The store fills it in for the lane; what a page says here counts for nothing. */
        toHelper: helperView.optional(),
      })
      .strict(),
    output: ok,
    roles: STAFF,
  },
  askBackup: {
    input: ticketId.extend({ kind: z.enum(['second-person', 'backup']) }).strict(),
    output: ok,
    roles: STAFF,
  },
  joinBackup: { input: ticketId.strict(), output: ok, roles: STAFF },
  resolveTicket: {
    input: ticketId
      .extend({
        /** For a task in the basket: what the person decided. */
        outcome: z.enum(['approved', 'refused']).nullable(),
        resolution: z.string().max(40).optional(),
        note: words.optional(),
        /** For an age check: the limit that the page showed. */
        minimumAge: z.int().min(1).max(120).optional(),
      })
      .strict(),
    output: ok,
    roles: STAFF,
  },
  /**
   * A person has looked at the terminal and decides what an unknown payment was. While the terminal itself is being
   * asked, the decision is kept, and counts if the terminal cannot tell.
   */
  settlePayment: {
    input: ticketId.extend({ paid: z.boolean() }).strict(),
    output: z.object({ asking: z.boolean() }),
    roles: STAFF,
  },
  ...remoteCommands,
  offerGesture: {
    input: ticketId
      .extend({
        kind: gestureKind,
        amount: minorUnits.min(0),
        reason: words,
        /** What is replaced, or promised for later, and how it is called. */
        articleId: id.optional(),
        articleName: words.optional(),
      })
      .strict(),
    /** Given; asked of somebody who may; or given as a rain check, because the basket is paid or gone. */
    output: z.object({ outcome: z.enum(['given', 'asked', 'rain-check']) }),
    roles: STAFF,
  },
  approveGesture: { input: z.object({ gestureId: id }).strict(), output: ok, roles: STAFF },
  /** Whoever asked may take it back; another needs the rights to say no. */
  refuseGesture: { input: z.object({ gestureId: id }).strict(), output: ok, roles: STAFF },

  viewLane: {
    input: z.object({ workstationId: id }).strict(),
    output: z.object({
      basket: z.object({ total: minorUnits, articleCount: z.int(), status: z.string() }),
      lines: z
        .array(
          z.object({
            lineNumber: z.int(),
            /** Of a deposit: the line of its article, which it comes and goes with. Staff change that one. */
            parentLine: z.int().optional(),
            articleId: z.string(),
            name: z.record(z.string(), z.string()),
            count: z.int().nullable(),
            amount: minorUnits,
            voided: z.boolean(),
          }),
        )
        .max(1_000),
    }),
    roles: STAFF,
  },
  actOnLane: {
    input: z.object({ workstationId: id, action: laneAction, reason: words }).strict(),
    /** Of a basket that went to the till: the slip that it is found by. */
    output: z.object({ slip: givenSlip.optional() }).strict(),
    roles: STAFF,
  },
  /** What a lane sells, for a replacement or a promise. */
  findArticles: {
    input: z.object({ workstationId: id, text: z.string().max(60), language: z.string().min(2).max(20) }).strict(),
    output: z.object({
      articles: z
        .array(
          z.object({ articleId: z.string(), name: z.record(z.string(), z.string()), price: minorUnits.nullable() }),
        )
        .max(24),
    }),
    roles: STAFF,
  },
  ...slipCommands,
  /** How the store takes a basket from one lane to another; lanes hear it from nobody else. */
  moveStep: { input: moveStep, output: moveAnswer, roles: STAFF },
  /** What only the person herself sees. */
  myShift: {
    input: none,
    output: z.object({ onDutyMinutes: z.number(), settled: z.int(), weightedMinutes: z.number() }),
    roles: STAFF,
  },
} as const;

export type StaffCommandName = keyof typeof staffCommands;
export type HelperView = z.infer<typeof helperView>;
export type PromiseView = z.infer<typeof promiseView>;
export type MadeGoodView = z.infer<typeof madeGood>;
export type CareView = z.infer<typeof careView>;
export type PersonView = z.infer<typeof personView>;
export type BoardView = z.infer<typeof boardView>;
export type MissedSearchView = z.infer<typeof missedSearchView>;
export type BacklogView = z.infer<typeof backlogView>;
