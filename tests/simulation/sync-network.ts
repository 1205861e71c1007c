import type { PushAnswer, PushRequest } from '#sync/log/log.ts';
import { logKey } from '#sync/log/row-hash.ts';
import { UpstreamFailure, type Upstream } from '#sync/log/upstream.ts';
import type { Chance, SimulatedTime } from './sync-time.ts';

/** What a link does to what is sent over it. */
export interface Weather {
  readonly drop: number;
  readonly loseAnswer: number;
  readonly double: number;
  readonly delay: number;
  readonly damage: number;
}

export const FAIR: Weather = { drop: 0, loseAnswer: 0, double: 0, delay: 0, damage: 0 };

/** The far end of a link: undefined if no process listens. */
export type FarEnd = () => ((request: PushRequest) => Promise<PushAnswer>) | undefined;

/** More than that would be a broken network card: the sender would be right to set the row aside. */
const DAMAGES_MAX = 3;
/** A push that is delayed may come long after it was given up. Milliseconds. */
const DELAY_MAX_MS = 45_000;
const LATENCY_MIN_MS = 1;
const LATENCY_MAX_MS = 40;

/** The same push more often than that within a second is a sender that goes round in circles. */
const SAME_PUSHES_MAX = 12;
const CIRCLE_MS = 1_000;

/** One line between two machines. */
export class Link {
  weather: Weather = FAIR;
  /** `silent`: nothing comes through, nothing comes back. `reset`: that is told at once. */
  partition: 'none' | 'silent' | 'reset' = 'none';
  isForbidden = false;
  readonly #time: SimulatedTime;
  readonly #chance: Chance;
  readonly #farEnd: FarEnd;
  readonly #onCircle: (what: string) => void;
  readonly #say: (line: string) => void;
  /** The pushes that have not arrived yet, and those that are not answered; by their number. */
  readonly #before = new Set<number>();
  readonly #underWay = new Set<number>();
  #pushes = 0;
  readonly #last = new Map<string, { readonly after: number; readonly since: number; count: number }>();
  #damages = 0;

  constructor(
    time: SimulatedTime,
    chance: Chance,
    farEnd: FarEnd,
    onCircle: (what: string) => void,
    say: (line: string) => void,
  ) {
    this.#onCircle = onCircle;
    this.#say = say;
    this.#time = time;
    this.#chance = chance;
    this.#farEnd = farEnd;
  }

  heal(): void {
    this.weather = FAIR;
    this.partition = 'none';
    this.isForbidden = false;
  }

  /** The link as a process uses it. */
  get upstream(): Upstream {
    return {
      push: async (request, signal) => {
        this.#count(request);
        this.#pushes += 1;
        const push = this.#pushes;
        this.#before.add(push);
        this.#underWay.add(push);
        if (this.#underWay.size > 1) this.#say(`${this.#underWay.size} pushes are on their way`);
        try {
          return await this.#carry(push, request, signal);
        } finally {
          this.#before.delete(push);
          this.#underWay.delete(push);
        }
      },
      close: async () => undefined,
    };
  }

  #count({ log, after }: PushRequest): void {
    const last = this.#last.get(logKey(log));
    if (last?.after !== after.seq || this.#time.now > last.since + CIRCLE_MS) {
      this.#last.set(logKey(log), { after: after.seq, since: this.#time.now, count: 1 });
      return;
    }
    last.count += 1;
    if (last.count > SAME_PUSHES_MAX) this.#onCircle(`${log.epoch} is pushed after ${after.seq} over and over`);
  }

  async #carry(push: number, request: PushRequest, signal: AbortSignal): Promise<PushAnswer> {
    return new Promise((resolve, reject) => {
      const fail = (code: 'unreachable' | 'unauthorized', why: string): void => reject(new UpstreamFailure(code, why));
      if (signal.aborted) fail('unreachable', 'given up');
      signal.addEventListener('abort', () => fail('unreachable', 'given up'), { once: true });
      const chance = this.#chance;
      if (this.partition === 'reset') this.#later(() => fail('unreachable', 'reset'));
      if (this.partition !== 'none' || chance.happens(this.weather.drop)) return;
      const sent = this.#perhapsDamaged(request);
      const extra = chance.happens(this.weather.delay) ? chance.next() * DELAY_MAX_MS : 0;
      this.#later(() => {
        this.#before.delete(push);
        if ([...this.#before].some((other) => other < push)) this.#say('a push overtakes another');
        void this.#arrive(sent, resolve, reject);
      }, extra);
      if (!chance.happens(this.weather.double)) return;
      this.#later(() => void this.#arrive(request, ignore, ignore), chance.next() * DELAY_MAX_MS);
    });
  }

  async #arrive(
    request: PushRequest,
    resolve: (answer: PushAnswer) => void,
    reject: (error: unknown) => void,
  ): Promise<void> {
    if (this.isForbidden) {
      this.#later(() => reject(new UpstreamFailure('unauthorized', 'the key is not known')));
      return;
    }
    const receive = this.#farEnd();
    if (receive === undefined) {
      this.#later(() => reject(new UpstreamFailure('unreachable', 'nobody listens')));
      return;
    }
    try {
      const answer = await receive(request);
      this.#backAgain(() => resolve(answer));
    } catch (error) {
      this.#backAgain(() => reject(error));
    }
  }

  #backAgain(tell: () => void): void {
    if (this.partition === 'none' && !this.#chance.happens(this.weather.loseAnswer)) this.#later(tell);
  }

  #perhapsDamaged(request: PushRequest): PushRequest {
    if (request.rows.length === 0 || this.#damages >= DAMAGES_MAX) return request;
    if (!this.#chance.happens(this.weather.damage)) return request;
    this.#damages += 1;
    const at = this.#chance.below(request.rows.length);
    const rows = request.rows.map((row, index) => (index === at ? { ...row, body: `${row.body} ` } : row));
    return { ...request, rows };
  }

  #later(callback: () => void, extraMs = 0): void {
    this.#time.after(this.#chance.between(LATENCY_MIN_MS, LATENCY_MAX_MS) + extraMs, callback);
  }
}

function ignore(): void {}
