import { createHash } from 'node:crypto';
import type { CommandHandlers } from '#kiosk/api/server/ports.ts';
import type { FloorEvent } from '#kiosk/core/assist/floor-events.ts';
import { reject } from '#kiosk/core/rejection.ts';
import { translatorFor } from '#kiosk/i18n/translator.ts';
import type { StoreClock, StoreLog } from '../ports.ts';
import { asSignedIn } from '../who-may.ts';
import type { PersonalSubscription, PushPost, PushShelf } from './push-ports.ts';

/** A person has a phone and a tablet; who has more gives up the oldest. */
const PER_PERSON_MAX = 4;
const SUBSCRIPTIONS_MAX = 500;
/** Messages that wait or are under way; what comes on top is dropped, since who is asked is asked again. */
const WAITING_MAX = 200;
const AT_ONCE_MAX = 6;
const TRIES_MAX = 3;
/** The first pause before another try, doubled each time; a push service may ask for more, up to the most. */
const RETRY_AFTER_MS = 1_000;
const RETRY_MAX_MS = 15_000;
/** A call that nobody looked at for so long was taken, or has gone up and rung again. */
const TTL_SECONDS = 60;
const TOPIC_LENGTH = 32;

export interface PushDeskParts {
  readonly post: PushPost;
  readonly shelf: PushShelf;
  readonly clock: StoreClock;
  readonly log: StoreLog;
  /** The number of the lane whose call this is, as long as nobody has it and this person may still be asked. */
  readonly stillAsks: (ticketId: string, personId: string) => number | undefined;
}

interface Waiting {
  readonly to: PersonalSubscription;
  readonly ticketId: string;
  readonly tries: number;
}

/**
 * Reaches people whose page is closed, through the push service of their browser. Only whom the store asks, which is
 * nobody on a break, with a shopper or gone; what is sent names a lane and nobody.
 */
export class PushDesk {
  readonly handlers: CommandHandlers;
  readonly #parts: PushDeskParts;
  readonly #waiting: Waiting[] = [];
  readonly #cancels = new Set<() => void>();
  #subscriptions: readonly PersonalSubscription[];
  #underWay = 0;
  #delayed = 0;

  constructor(parts: PushDeskParts) {
    this.#parts = parts;
    this.#subscriptions = parts.shelf.read();
    this.handlers = {
      pushKey: asSignedIn(async () => ({ publicKey: parts.post.publicKey })),
      subscribePush: asSignedIn(async ({ endpoint, p256dh, auth, language }: SubscribeInput, { personId }) => {
        if (!parts.post.mayPost(endpoint)) {
          parts.log.warn('a push service that is not allowed was refused', { host: hostOf(endpoint) });
          return reject('action-not-offered');
        }
        this.#subscribe({ endpoint, p256dh, auth, language, personId });
        return {};
      }),
      unsubscribePush: asSignedIn(async ({ endpoint }: { readonly endpoint: string }, { personId }) => {
        this.#keep(this.#subscriptions.filter((own) => own.endpoint !== endpoint || own.personId !== personId));
        return {};
      }),
    } as CommandHandlers;
  }

  /** Something happened on the floor: people were asked, or have gone. */
  happened(events: readonly FloorEvent[]): void {
    for (const event of events) {
      if (event.type === 'duty-changed' && event.duty === 'off-duty') this.#forget(event.helper.personId);
      if (event.type !== 'alert-sent') continue;
      const asked = new Set(event.to);
      const [ticketId] = event.ticketIds;
      if (ticketId === undefined) continue;
      for (const to of this.#subscriptions) if (asked.has(to.personId)) this.#send({ to, ticketId, tries: 0 });
    }
  }

  stop(): void {
    for (const cancel of this.#cancels) cancel();
    this.#waiting.length = 0;
  }

  #subscribe(own: PersonalSubscription): void {
    const others = this.#subscriptions.filter(({ endpoint }) => endpoint !== own.endpoint);
    const mine = [...others.filter(({ personId }) => personId === own.personId), own].slice(-PER_PERSON_MAX);
    const rest = others.filter(({ personId }) => personId !== own.personId);
    this.#keep([...rest, ...mine].slice(-SUBSCRIPTIONS_MAX));
  }

  /** Whoever goes home is not called there. */
  #forget(personId: string): void {
    if (!this.#subscriptions.some((own) => own.personId === personId)) return;
    this.#keep(this.#subscriptions.filter((own) => own.personId !== personId));
  }

  #keep(subscriptions: readonly PersonalSubscription[]): void {
    this.#subscriptions = subscriptions;
    try {
      this.#parts.shelf.write(subscriptions);
    } catch (error) {
      this.#parts.log.warn('subscriptions could not be written down', { error: String(error) });
    }
  }

  #send(waiting: Waiting): void {
    if (this.#waiting.length + this.#underWay + this.#delayed >= WAITING_MAX) {
      this.#parts.log.warn('a push message was dropped: too many wait');
      return;
    }
    this.#waiting.push(waiting);
    this.#goOn();
  }

  #goOn(): void {
    while (this.#underWay < AT_ONCE_MAX) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#underWay += 1;
      void this.#deliver(next).finally(() => {
        this.#underWay -= 1;
        this.#goOn();
      });
    }
  }

  async #deliver({ to, ticketId, tries }: Waiting): Promise<void> {
    const { post, log, stillAsks } = this.#parts;
    const laneNumber = stillAsks(ticketId, to.personId);
    // Taken, over, or a break meanwhile: an alert that nobody needs teaches people not to look.
    if (laneNumber === undefined || !this.#subscriptions.includes(to)) return;
    const words = translatorFor(to.language);
    const text = JSON.stringify({
      ticketId,
      title: words.text('common.lane', { number: laneNumber }),
      body: words.text('staff.push.body'),
    });
    const outcome = await post.post(to, { text, topic: topicOf(ticketId), ttlSeconds: TTL_SECONDS });
    if (outcome.type === 'gone') this.#keep(this.#subscriptions.filter(({ endpoint }) => endpoint !== to.endpoint));
    if (outcome.type === 'refused') {
      log.warn('a push service refused a message', { host: hostOf(to.endpoint), why: outcome.why });
    }
    if (outcome.type === 'later' && tries + 1 < TRIES_MAX) {
      this.#later({ to, ticketId, tries: tries + 1 }, Math.max(outcome.afterMs, RETRY_AFTER_MS * 2 ** tries));
    }
  }

  #later(waiting: Waiting, delayMs: number): void {
    this.#delayed += 1;
    const cancel = this.#parts.clock.after(Math.min(delayMs, RETRY_MAX_MS), () => {
      this.#cancels.delete(cancel);
      this.#delayed -= 1;
      this.#send(waiting);
    });
    this.#cancels.add(cancel);
  }
}

interface SubscribeInput {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
  readonly language: string;
}

function topicOf(ticketId: string): string {
  return createHash('sha256').update(ticketId).digest('base64url').slice(0, TOPIC_LENGTH);
}

/** The rest of an endpoint is a secret of its browser. */
function hostOf(endpoint: string): string {
  return URL.canParse(endpoint) ? new URL(endpoint).host : 'no address';
}
