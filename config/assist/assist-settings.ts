import { z } from 'zod';
import type { GestureSettings } from '#kiosk/core/assist/recovery.ts';
import type { FloorSettings } from '#kiosk/core/assist/floor-settings.ts';
import type { InterventionTable } from '#kiosk/core/assist/intervention-rule.ts';
import type { TicketReason } from '#kiosk/core/assist/ticket.ts';
import { minorUnits } from '#kiosk/core/values/money.ts';
import type { DeepReadonly } from '../schemas/deep-readonly.ts';
import { flag, line, milliseconds, whole } from '../schemas/fields.ts';
import { DEFAULT_INTERVENTIONS } from './intervention-table.ts';

const HOUR_MS = 3_600_000;
const CLOCK_RANGE = { min: 1000, max: HOUR_MS };

/** Times since the call, rising: who is asked next when nobody answers. */
// The type is the schema's own: written out it would say each field a second time.
function clock(description: string, times: readonly [number, number, number, number]) {
  const [all, lead, manager, makeGood] = times;
  return z
    .strictObject({
      allAfterMs: milliseconds('All on shift are asked.', CLOCK_RANGE).default(all),
      leadAfterMs: milliseconds('The shift lead is asked.', CLOCK_RANGE).default(lead),
      managerAfterMs: milliseconds('The manager is asked, and the light of the lane shows it.', CLOCK_RANGE).default(
        manager,
      ),
      makeGoodAfterMs: milliseconds('An apology, an offer to make good, and the staffed till.', CLOCK_RANGE).default(
        makeGood,
      ),
    })
    .refine(isRising, { error: 'each time must be longer than the one before' })
    .prefault({})
    .meta({ description });
}

interface ClockTimes {
  readonly allAfterMs: number;
  readonly leadAfterMs: number;
  readonly managerAfterMs: number;
  readonly makeGoodAfterMs: number;
}

function isRising(times: ClockTimes): boolean {
  const { allAfterMs, leadAfterMs, managerAfterMs, makeGoodAfterMs } = times;
  return allAfterMs < leadAfterMs && leadAfterMs < managerAfterMs && managerAfterMs < makeGoodAfterMs;
}

const clocks = z
  .strictObject({
    usual: clock('A shopper waits.', [20_000, 45_000, 90_000, 180_000]),
    urgent: clock('Money or safety is at stake.', [10_000, 30_000, 60_000, 120_000]),
    unhurried: clock('Nobody stands there and waits.', [60_000, 180_000, 600_000, 1_800_000]),
  })
  .prefault({});

const leases = z
  .strictObject({
    comingMs: milliseconds('Who said "I am coming" and is not there by then has not taken it on.', {
      min: 10_000,
      max: 600_000,
    }).default(90_000),
    attendingMs: milliseconds('Who attends stays in charge this long after the last sign of life.', {
      min: 30_000,
      max: HOUR_MS,
    }).default(300_000),
  })
  .prefault({});

const HEAD_START = { min: 0, max: 120 };

const ranking = z
  .strictObject({
    blocksSeconds: whole('Head start of a call at a lane where nothing goes on.', HEAD_START, 's').default(40),
    needsSeconds: whole('Head start of a shopper who stated a need.', HEAD_START, 's').default(30),
    urgentSeconds: whole('Head start where money or safety is at stake.', HEAD_START, 's').default(30),
    valueSeconds: whole('Head start of a full basket; less in proportion.', HEAD_START, 's').default(15),
    fullValueMinorUnits: whole('What counts as a full basket, in minor units.', { min: 1, max: 100_000_000 }).default(
      10_000,
    ),
  })
  .prefault({});

const STEP_DEFAULTS = [15, 30, 45, 60, 90, 120, 180, 300, 600, 900, 1200, 1800];

const steps = z
  .array(whole('Seconds that a shopper may read.', { min: 5, max: 7200 }, 's'))
  .min(1)
  .max(40)
  .refine((list) => list.every((step, index) => index === 0 || step > (list[index - 1] ?? 0)), {
    error: 'must rise from step to step',
  })
  .meta({ description: 'The waiting times that are promised; a bound is rounded up to one of them.' });

const promise = z
  .strictObject({
    aim: z
      .number()
      .min(0.5)
      .max(0.99)
      .meta({ description: 'The share of promises to keep. "Usually within" is honest from 0.75 to 0.9.' })
      .default(0.85),
    lowerAim: z
      .number()
      .min(0.5)
      .max(0.99)
      .meta({ description: 'The same for a promise that is lowered while it is shown.' })
      .default(0.95),
    steps: steps.default(STEP_DEFAULTS),
    prior: z
      .strictObject({
        reachSeconds: whole('The way to a lane, until a store knows better.', { min: 1, max: 600 }, 's').default(20),
        handleSeconds: whole('One case, until a store knows better.', { min: 1, max: 3600 }, 's').default(40),
        factor: z
          .number()
          .min(0.5)
          .max(10)
          .meta({ description: 'What the forecast is multiplied by at first to be a bound.' })
          .default(1.5),
      })
      .prefault({}),
  })
  .prefault({});

const alerts = z
  .strictObject({
    answerWithinMs: milliseconds('How long one person has before another is asked.', {
      min: 5000,
      max: 120_000,
    }).default(15_000),
    repeatAfterMs: milliseconds('The same person is not asked again for the same call within this.', {
      min: 10_000,
      max: 600_000,
    }).default(30_000),
    askArrivalAfterMs: milliseconds('"Still coming?" after this long on the way.', {
      min: 10_000,
      max: 600_000,
    }).default(60_000),
  })
  .prefault({});

const AMOUNT_MAX = 100_000_000;

function limits(assistant: number, supervisor: number, manager: number) {
  const range = { min: 0, max: AMOUNT_MAX };
  return z
    .strictObject({
      offered: flag('Whether the store offers it at all.').default(true),
      assistant: whole('What an assistant gives alone, in minor units.', range).default(assistant),
      supervisor: whole('What a supervisor gives or approves.', range).default(supervisor),
      manager: whole('What a manager gives or approves; nobody gives more.', range).default(manager),
    })
    .refine(({ assistant, supervisor, manager }) => assistant <= supervisor && supervisor <= manager, {
      error: 'whoever decides more must not be allowed less',
    })
    .prefault({});
}

interface Limits {
  readonly offered: boolean;
  readonly assistant: number;
  readonly supervisor: number;
  readonly manager: number;
}

const gestures = z
  .strictObject({
    budgetPerDay: whole('All gestures of a business day together, in minor units.', {
      min: 0,
      max: AMOUNT_MAX,
    }).default(10_000),
    rainCheckDays: whole('How long a rain check is honoured.', { min: 1, max: 366 }, 'days').default(30),
    discount: limits(300, 1000, 5000),
    replacement: limits(1000, 3000, 10_000),
    'rain-check': limits(1000, 3000, 10_000),
  })
  .prefault({});

/** Tills read it from a slip as a code of the shop's own, so it must not begin like a number of an article. */
function slipPrefix(what: string): z.ZodString {
  return z
    .string()
    .regex(/^[A-Z][A-Z0-9-]{0,11}$/, 'must be a capital letter, then up to 11 capital letters, digits or hyphens')
    .meta({ description: `What the code of ${what} begins with; eight letters and digits follow.` });
}

const slips = z
  .strictObject({
    rainCheckPrefix: slipPrefix('a rain check').default('RAIN-'),
    parkedPrefix: slipPrefix('a basket for the till').default('PARKED-'),
  })
  .refine(({ rainCheckPrefix, parkedPrefix }) => rainCheckPrefix !== parkedPrefix, {
    error: 'the two kinds of slips must not begin alike',
  })
  .prefault({});

const RESOLUTION_CODES_MAX = 30;

function codes(description: string): z.ZodArray<z.ZodString> {
  return z
    .array(
      z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'must be small letters, digits and inner hyphens'),
    )
    .max(RESOLUTION_CODES_MAX)
    .meta({ description });
}

/** What a store may change about one reason; everything else of it is how the program works. */
const override = z
  .strictObject({
    clearable: z.enum(['from-afar', 'at-lane']).meta({
      description: 'Whether a person may settle it from a staff page, with the evidence, or at the lane alone.',
    }),
    smallestRole: z.enum(['assistant', 'supervisor', 'manager']).meta({ description: 'Who may settle it, at least.' }),
    remoteHelper: z.enum(['settles', 'talks', 'never']).meta({
      description:
        'What a remote helper may do about it: settle it, explain and leave the rest to the shop, or nothing.',
    }),
    clock: z.enum(['usual', 'urgent', 'unhurried']).meta({ description: 'Which of the clocks runs.' }),
    alert: z
      .enum(['list', 'vibrate', 'sound'])
      .meta({ description: 'How loud a staff page gets; louder by itself when nobody answers.' }),
    mergesAcrossLanes: flag('Whether one person settles several of these on one walk.'),
    weightMinutes: z
      .number()
      .min(0.1)
      .max(10)
      .meta({ description: 'What it weighs when work is shared out; a plain task is 1.' }),
    nudgeSeconds: whole('Time to put it right before somebody is called.', { min: 3, max: 60 }, 's'),
    resolutions: codes('What it usually turns out to be; short words that staff choose from.'),
    falseAlarms: codes('Those of them that say that nobody had been needed.'),
  })
  .partial();

const REASONS = Object.keys(DEFAULT_INTERVENTIONS) as TicketReason[];

const HOUR = { min: 0, max: 23 };
const REMOTE_RULES_MAX = 20;
const FACTS_MAX = 40;

const fact = z.strictObject({
  about: line('What it is about: "The stairs to the car park".', { min: 1, max: 60 }),
  text: line('What somebody who has never been here should know.', { min: 1, max: 240 }),
});

const remoteRule = z.strictObject({
  reasons: z.array(z.enum(REASONS)).min(1).optional().meta({
    description: 'Which calls; all that the table allows a remote helper if absent.',
  }),
  fromHour: whole('From the beginning of this hour.', HOUR),
  toHour: whole('To the beginning of this hour; over midnight too. The same hour twice is all day.', HOUR),
});

/** A desk elsewhere that helps when nobody in the shop can; without this section there is none. */
const remote = z.strictObject({
  afterMs: milliseconds('How long the people in the shop have first.', { min: 5000, max: HOUR_MS }).default(45_000),
  atOnce: z
    .array(remoteRule)
    .max(REMOTE_RULES_MAX)
    .default([])
    .meta({ description: 'Calls that the desk may take at once, by kind and hour; people in the shop still may.' }),
  facts: z.array(fact).max(FACTS_MAX).default([]).meta({
    description: 'What a remote helper reads of the shop: opening hours, where things are, what is special today.',
  }),
});

/** The section of a store's settings about calling a person. Everything has a default: an empty section works. */
export const assistSchema = z
  .strictObject({
    clocks,
    leases,
    ranking,
    promise,
    alerts,
    gestures,
    remote: remote.optional(),
    slips,
    interventions: z.partialRecord(z.enum(REASONS), override).prefault({}),
  })
  .prefault({});

type AssistSettings = DeepReadonly<z.infer<typeof assistSchema>>;

/** The settings as the store role goes by them. */
export function floorSettings(settings: AssistSettings): FloorSettings {
  const { clocks, leases, ranking, promise, alerts, remote } = settings;
  return { table: interventionTable(settings), clocks, leases, ranking, promise, alerts, remote };
}

export function gestureSettings({ gestures }: AssistSettings): GestureSettings {
  const { budgetPerDay, rainCheckDays, ...kinds } = gestures;
  const limitsOf = ({ offered, assistant, supervisor, manager }: Limits): GestureSettings['kinds']['discount'] => ({
    offered,
    most: {
      assistant: minorUnits(assistant),
      supervisor: minorUnits(supervisor),
      manager: minorUnits(manager),
    },
  });
  return {
    budgetPerDay: minorUnits(budgetPerDay),
    rainCheckDays,
    kinds: {
      discount: limitsOf(kinds.discount),
      replacement: limitsOf(kinds.replacement),
      'rain-check': limitsOf(kinds['rain-check']),
    },
  };
}

function interventionTable({ interventions }: AssistSettings): InterventionTable {
  const entries = REASONS.map((reason) => {
    const rule = DEFAULT_INTERVENTIONS[reason];
    const { nudgeSeconds, ...changes } = interventions[reason] ?? {};
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    const nudge =
      rule.nudge === null || nudgeSeconds === undefined ? rule.nudge : { ...rule.nudge, seconds: nudgeSeconds };
    return [reason, { ...rule, ...given, nudge }];
  });
  return Object.fromEntries(entries) as InterventionTable;
}
