/**
 * The honest waiting time: a bound that is kept about four times out of five, learned while the day runs.
 *
 * A rough forecast says how long it should take with so many people and so many calls before this one; a learned factor
 * turns it into a bound. The factor is the product of small parts, one for each thing that may matter: how far along
 * the call is, its place in line, the people on duty, the hour. Each outcome moves its parts: a missed promise up by
 * (1 - missed share aimed at), a kept one down by the rest, so that the parts come to rest where the aimed share is
 * kept. That is the tracking of a quantile by its own misses (Gibbs and Candès, "Adaptive conformal inference under
 * distribution shift", 2021; Angelopoulos, Candès and Tibshirani, "Conformal PID control", 2023): whatever waits do,
 * the kept share over n promises cannot stray from the aim by more than (how far a part can move) / (gain x n). What
 * is learned from is the promise as the shopper read it, so that rounding and lowering are part of what is learned.
 */

/**
 * What a promise is: the first one of a call; a lower one, while nobody has taken it yet or while somebody is on the
 * way; or one after a missed one.
 */
export type PromiseStage = 'first' | 'lower' | 'coming' | 'late';

/** What is known when a promise is made. */
export interface PromiseSituation {
  readonly stage: PromiseStage;
  /** Calls that come before this one, that nobody has taken yet. */
  readonly ahead: number;
  /** People who may settle it, on duty and not on a break; and how many of them are with nobody. */
  readonly people: number;
  readonly free: number;
  /** Of the store's wall clock, 0 to 23. */
  readonly hour: number;
  /** Calls whose promise was open at that time: so much later, counted in outcomes, will this one be known. */
  readonly open: number;
  /** For one who is on the way: how long already; seconds. */
  readonly underwaySeconds?: number | undefined;
}

export interface PromiseSettings {
  /** The share of promises that is to be kept, 0.5 to 0.99. */
  readonly aim: number;
  /**
   * The same for those that lower one that was made: what was said is taken back for something surer alone, or else the
   * promise as it was last read would be kept less often than was aimed at.
   */
  readonly lowerAim: number;
  /** What a shopper may read, in seconds, rising. A bound beyond the last is not promised at all. */
  readonly steps: readonly number[];
  /** What is believed before anything was seen: the way there, the help itself, and the bound over the mean. */
  readonly prior: {
    readonly reachSeconds: number;
    readonly handleSeconds: number;
    readonly factor: number;
  };
}

/** Everything learned, as plain data: it can be stored and go on the next day. */
export interface PromiseModel {
  readonly reach: LearnedMean;
  readonly handle: LearnedMean;
  /** Logarithms of the factors, by part. */
  readonly parts: Readonly<Record<string, number>>;
}

interface LearnedMean {
  readonly seconds: number;
  readonly count: number;
}

/**
 * How much one outcome moves one part, in logarithms: with four parts, a missed promise makes the next one like it
 * about a fifth longer, a kept one some four percent shorter. More is nervous, less is slow when half of the staff
 * leaves.
 */
const GAIN = 0.06;

/** With this many promises open, an outcome moves its parts by half. */
const OPEN_HALVES_GAIN = 8;

/** A whole product of parts stays within these: a fifteenth of the forecast to twenty times it. */
const FACTOR_MIN = 1 / 15;
const FACTOR_MAX = 20;

/** A mean remembers about so many: the people of an hour, not those of last week. */
const MEMORY = 60;

/** What is believed at first weighs as much as so many that were seen. */
const PRIOR_WEIGHT = 5;

/** One that takes longer than this many times the mean counts as that: a forgotten tablet is not a long way. */
const OUTLIER_FACTOR = 6;

export function newPromiseModel({ prior }: PromiseSettings): PromiseModel {
  return {
    reach: { seconds: prior.reachSeconds, count: PRIOR_WEIGHT },
    handle: { seconds: prior.handleSeconds, count: PRIOR_WEIGHT },
    parts: {},
  };
}

/**
 * @returns whole seconds, one of the steps; undefined where no honest time can be given: nobody is there, or it takes
 * longer than the longest step
 */
export function promisedSeconds(
  model: PromiseModel,
  situation: PromiseSituation,
  settings: PromiseSettings,
): number | undefined {
  const forecast = forecastSeconds(model, situation);
  if (forecast === undefined) return undefined;
  const bound = forecast * factor(model, situation, settings);
  return settings.steps.find((step) => step >= bound);
}

/** @param kept whether somebody was there by the time that the shopper had last read */
export function learnPromise(
  model: PromiseModel,
  situation: PromiseSituation,
  kept: boolean,
  settings: PromiseSettings,
): PromiseModel {
  const aim = aimOf(situation, settings);
  const change = gain(situation) * (kept ? aim - 1 : aim);
  const total = logFactor(model, situation, settings);
  // At the edge of what is allowed a part stays put; else it would wander off and take long to come back.
  const beyond = change < 0 ? total <= Math.log(FACTOR_MIN) : total >= Math.log(FACTOR_MAX);
  if (beyond) return model;
  const parts = { ...model.parts };
  for (const name of partsOf(situation)) parts[name] = (parts[name] ?? 0) + change;
  return { ...model, parts };
}

/** @param seconds from taking a call on to being there */
export function learnReach(model: PromiseModel, seconds: number): PromiseModel {
  return { ...model, reach: learned(model.reach, seconds) };
}

/** @param seconds from being there to the end */
export function learnHandle(model: PromiseModel, seconds: number): PromiseModel {
  return { ...model, handle: learned(model.handle, seconds) };
}

/** The mean that is to be expected; the learned factor makes a bound of it. */
function forecastSeconds(model: PromiseModel, situation: PromiseSituation): number | undefined {
  const { stage, ahead, people, free, underwaySeconds = 0 } = situation;
  const reach = model.reach.seconds;
  // Whoever has been underway for long is near, or was held up: half of the way is left at least.
  if (stage === 'coming') return Math.max(reach / 2, reach - underwaySeconds);
  if (people === 0) return undefined;
  const turns = Math.max(0, ahead + 1 - free);
  return reach + (turns * (reach + model.handle.seconds)) / people;
}

/** The later an outcome is known, the more others made with the same parts will say the same: each counts for less. */
function gain({ open }: PromiseSituation): number {
  return GAIN / (1 + open / OPEN_HALVES_GAIN);
}

function aimOf({ stage }: PromiseSituation, { aim, lowerAim }: PromiseSettings): number {
  return stage === 'first' || stage === 'late' ? aim : lowerAim;
}

function factor(model: PromiseModel, situation: PromiseSituation, settings: PromiseSettings): number {
  return Math.min(FACTOR_MAX, Math.max(FACTOR_MIN, Math.exp(logFactor(model, situation, settings))));
}

function logFactor({ parts }: PromiseModel, situation: PromiseSituation, { prior }: PromiseSettings): number {
  return partsOf(situation).reduce((sum, name) => sum + (parts[name] ?? 0), Math.log(prior.factor));
}

/** The parts of the factor, few enough that each meets every day what it learns from. */
function partsOf({ stage, ahead, people, free, hour }: PromiseSituation): readonly string[] {
  const turns = Math.max(0, ahead + 1 - free);
  return [stage, `${stage}/line-${band(turns)}`, `${stage}/people-${band(people)}`, `${stage}/hour-${hour}`];
}

/** 0, 1, 2-3, 4-7, 8 and more. */
function band(count: number): number {
  return count <= 1 ? count : Math.min(8, 2 ** Math.floor(Math.log2(count)));
}

function learned(mean: LearnedMean, seconds: number): LearnedMean {
  const seen = Math.min(Math.max(0, seconds), mean.seconds * OUTLIER_FACTOR);
  const count = Math.min(MEMORY, mean.count + 1);
  return { seconds: mean.seconds + (seen - mean.seconds) / count, count };
}
