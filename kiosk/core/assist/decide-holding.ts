import { reject, type Rejection } from '../rejection.ts';
import type { EpochMs, TicketId } from '../values/identifiers.ts';
import { DEFAULT_LEASES, leaseEnd, type LeaseTimes } from './leases.ts';
import { decideSaying, type HelperPhrase, type Said } from './messages.ts';
import { type Helper, isAfar } from './person.ts';
import type { AssistEvent, AttendingPlace, BackupKind, ResolutionCode, Ticket } from './ticket.ts';

/** Who acts on a ticket: the name that the shopper reads, and who that is, where it is known. */
interface ActBy {
  readonly ticketId: TicketId;
  readonly attendant: string;
  readonly helper?: Helper | undefined;
}

/** What the people who answer do with a ticket. */
export type HoldingCommand =
  | ({ readonly type: 'acknowledge'; /** Absent: yes. */ readonly coming?: boolean | undefined } & ActBy)
  | ({ readonly type: 'set-out' } & ActBy)
  | ({ readonly type: 'attend'; readonly place?: AttendingPlace | undefined } & ActBy)
  /** Whoever has it gave a sign of life. */
  | ({ readonly type: 'renew' } & ActBy)
  | { readonly type: 'lapse'; readonly ticketId: TicketId }
  | ({ readonly type: 'hand-over'; readonly to?: Helper | undefined; readonly note: string } & ActBy)
  | ({ readonly type: 'ask-backup'; readonly kind: BackupKind } & ActBy)
  | { readonly type: 'join'; readonly ticketId: TicketId; readonly helper: Helper }
  | { readonly type: 'say'; readonly ticketId: TicketId; readonly helper: Helper; readonly said: Said<HelperPhrase> }
  | ({
      readonly type: 'resolve';
      readonly resolution?: ResolutionCode | undefined;
      readonly place?: AttendingPlace | undefined;
      readonly note?: string | undefined;
    } & ActBy);

interface HoldingContext {
  readonly now: EpochMs;
  readonly leases?: LeaseTimes | undefined;
}

type Events = readonly AssistEvent[];

/** Characters of a note; what is longer is cut off, because a colleague reads it on the way. */
const NOTE_LENGTH_MAX = 280;

/** A ticket that went through so many hands has a problem that one more pair does not solve. */
const HAND_OVERS_MAX = 5;

const BACKUP_MAX = 4;

const RESOLUTION_CODE = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;

export function decideHolding(ticket: Ticket, command: HoldingCommand, context: HoldingContext): Events | Rejection {
  const hold = new Hold(ticket, context);
  switch (command.type) {
    case 'acknowledge':
      return hold.acknowledge(command);
    case 'set-out':
      return hold.setOut(command);
    case 'attend':
      return hold.attend(command);
    case 'renew':
      return hold.renew(command);
    case 'lapse':
      return hold.lapse();
    case 'hand-over':
      return hold.handOver(command);
    case 'ask-backup':
      return hold.askBackup(command);
    case 'join':
      return hold.join(command.helper);
    case 'say':
      return hold.say(command);
    case 'resolve':
      return hold.resolve(command);
  }
}

type Command<Type extends HoldingCommand['type']> = Extract<HoldingCommand, { type: Type }>;

/** One ticket in the hands of people, at one moment. */
class Hold {
  readonly #ticket: Ticket;
  readonly #now: EpochMs;
  readonly #leases: LeaseTimes;

  constructor(ticket: Ticket, context: HoldingContext) {
    this.#ticket = ticket;
    this.#now = context.now;
    this.#leases = context.leases ?? DEFAULT_LEASES;
  }

  acknowledge(command: Command<'acknowledge'>): Events | Rejection {
    if (this.#isWith(command) && !this.#hasLapsed()) {
      const setsOut = command.coming === true && this.#ticket.coming === false && !isRemote(command.helper);
      return setsOut ? this.setOut(command) : [];
    }
    const refusal = this.#notFree(command);
    if (refusal !== undefined) return refusal;
    return [...this.#freed(command), this.#acknowledged(command, command.coming ?? true)];
  }

  setOut(command: ActBy): Events | Rejection {
    const refusal = this.#notFree(command) ?? onlyInTheShop(command.helper);
    if (refusal !== undefined) return refusal;
    if (!this.#holds(command)) return [...this.#freed(command), this.#acknowledged(command, true)];
    if (this.#ticket.status === 'attending' || this.#ticket.coming === true) return this.renew(command);
    return [{ type: 'ticket-set-out', ...this.#by(command), leaseUntil: this.#now + this.#leases.comingMs }];
  }

  /** Who walks up without a word before has acknowledged by being there, and both are written down. */
  attend(command: Command<'attend'>): Events | Rejection {
    const place = command.place ?? 'at-lane';
    const refusal = this.#notFree(command) ?? (place === 'at-lane' ? onlyInTheShop(command.helper) : undefined);
    if (refusal !== undefined) return refusal;
    const held = this.#holds(command);
    if (held && this.#ticket.status === 'attending' && this.#ticket.place === place) return this.renew(command);
    const before = held ? [] : [...this.#freed(command), this.#acknowledged(command, place === 'at-lane')];
    const leaseUntil = this.#now + this.#leases.attendingMs;
    return [...before, { type: 'ticket-attended', ...this.#by(command), place, leaseUntil }];
  }

  /** Written only once half of the lease is over, so that a page that renews each second fills no journal. */
  renew(command: ActBy): Events | Rejection {
    if (!this.#holds(command)) return reject('ticket-not-open', { attendant: this.#ticket.attendant ?? '' });
    const length = this.#ticket.status === 'attending' ? this.#leases.attendingMs : this.#leases.comingMs;
    const end = leaseEnd(this.#ticket, this.#leases) ?? this.#now;
    if (end - this.#now > length / 2) return [];
    const { ticketId } = this.#ticket;
    return [{ type: 'ticket-lease-renewed', ticketId, leaseUntil: this.#now + length, at: this.#now }];
  }

  lapse(): Events {
    if (!this.#hasLapsed()) return [];
    const { ticketId, attendant = '', helper } = this.#ticket;
    return [{ type: 'ticket-lease-lapsed', ticketId, attendant, ...withHelper(helper), at: this.#now }];
  }

  handOver(command: Command<'hand-over'>): Events | Rejection {
    const refusal = this.#notTheirs(command);
    if (refusal !== undefined) return refusal;
    if ((this.#ticket.handOvers ?? 0) >= HAND_OVERS_MAX) return reject('hand-over-limit', { max: HAND_OVERS_MAX });
    const to = command.to === undefined ? {} : { to: command.to };
    return [{ type: 'ticket-handed-over', ...this.#by(command), ...to, note: shortened(command.note) }];
  }

  askBackup(command: Command<'ask-backup'>): Events | Rejection {
    const refusal = this.#notTheirs(command);
    if (refusal !== undefined) return refusal;
    const asked = this.#ticket.backup?.kind;
    if (asked === command.kind || asked === 'backup') return [];
    return [{ type: 'ticket-backup-asked', ...this.#by(command), kind: command.kind }];
  }

  join(helper: Helper): Events | Rejection {
    const { backup, ticketId } = this.#ticket;
    const refusal = onlyInTheShop(helper);
    if (refusal !== undefined) return refusal;
    if (backup === undefined || this.#ticket.status === 'raised') return reject('wrong-state');
    if (this.#ticket.helper?.personId === helper.personId || this.#hasJoined(helper)) return [];
    if (backup.joined.length >= BACKUP_MAX) return reject('ticket-not-open', { attendant: backup.joined.length });
    return [{ type: 'ticket-backup-joined', ticketId, helper, at: this.#now }];
  }

  /** Whoever has the call speaks, so that the shopper hears one voice. */
  say({ helper, said }: Command<'say'>): Events | Rejection {
    const { ticketId, conversation } = this.#ticket;
    const by = { ticketId, attendant: helper.firstName, helper };
    const refusal = this.#notTheirs(by);
    if (refusal !== undefined) return refusal;
    const message = decideSaying(conversation, said);
    if ('rejected' in message) return message;
    return [{ type: 'ticket-message-said', ticketId, from: 'helper', helper, ...message, at: this.#now }];
  }

  /** Nobody resolves what nobody took on: the shopper is told that someone comes before the matter is over. */
  resolve(command: Command<'resolve'>): Events | Rejection {
    const { resolution, place, note } = command;
    if (this.#ticket.status === 'raised') return reject('acknowledge-first');
    if (resolution !== undefined && !RESOLUTION_CODE.test(resolution)) return reject('resolution-code-malformed');
    if (this.#isOtherKnownPerson(command)) return this.#refusal();
    const said = {
      ...(resolution === undefined ? {} : { resolution }),
      ...(place === undefined ? {} : { place }),
      ...(note === undefined ? {} : { note: shortened(note) }),
    };
    return [{ type: 'ticket-resolved', ...this.#by(command), ...said }];
  }

  #acknowledged(command: ActBy, coming: boolean): AssistEvent {
    const leaseUntil = this.#now + this.#leases.comingMs;
    const isComing = coming && !isRemote(command.helper);
    return { type: 'ticket-acknowledged', ...this.#by(command), coming: isComing, leaseUntil };
  }

  #by({ attendant, helper }: ActBy): ActBy & { readonly at: EpochMs } {
    return { ticketId: this.#ticket.ticketId, attendant, ...withHelper(helper), at: this.#now };
  }

  /** A page that knows only names is compared by name. */
  #isWith({ attendant, helper }: ActBy): boolean {
    if (this.#ticket.status === 'raised') return false;
    const theirs = this.#ticket.helper;
    if (theirs === undefined || helper === undefined) return this.#ticket.attendant === attendant;
    return theirs.personId === helper.personId;
  }

  #holds(command: ActBy): boolean {
    return this.#isWith(command) && !this.#hasLapsed();
  }

  #hasLapsed(): boolean {
    return (leaseEnd(this.#ticket, this.#leases) ?? Infinity) <= this.#now;
  }

  #hasJoined(helper: Helper | undefined): boolean {
    return this.#ticket.backup?.joined.some(({ personId }) => personId === helper?.personId) ?? false;
  }

  /** Local people first: what somebody helps with from afar is free for whoever is in the shop. */
  #notFree(command: ActBy): Rejection | undefined {
    if (this.#ticket.personHere === true && isRemote(command.helper)) return reject('person-here-wanted');
    if (this.#ticket.status === 'raised' || this.#isWith(command) || this.#hasLapsed()) return undefined;
    return this.#isTakenBack(command) ? undefined : this.#refusal();
  }

  /** What is written down of whoever had it before: a lease that is over, or a remote helper who gives way. */
  #freed(command: ActBy): Events {
    if (this.#hasLapsed()) return this.lapse();
    if (!this.#isTakenBack(command)) return [];
    const { ticketId, attendant = '', helper } = this.#ticket;
    return [{ type: 'ticket-taken-back', ticketId, attendant, ...withHelper(helper), at: this.#now }];
  }

  #isTakenBack({ helper }: ActBy): boolean {
    if (this.#ticket.status === 'raised' || helper === undefined) return false;
    return isRemote(this.#ticket.helper) && !isRemote(helper);
  }

  #notTheirs(command: ActBy): Rejection | undefined {
    if (this.#ticket.status === 'raised') return reject('acknowledge-first');
    return this.#isWith(command) ? undefined : this.#refusal();
  }

  #isOtherKnownPerson(command: ActBy): boolean {
    if (this.#ticket.helper === undefined || command.helper === undefined) return false;
    return !this.#isWith(command) && !this.#hasLapsed() && !this.#hasJoined(command.helper);
  }

  #refusal(): Rejection {
    return reject('ticket-not-open', { attendant: this.#ticket.attendant ?? '' });
  }
}

function isRemote(helper: Helper | undefined): boolean {
  return helper !== undefined && isAfar(helper);
}

/** Nobody is on the way, at a lane or beside a colleague who sits in another town. */
function onlyInTheShop(helper: Helper | undefined): Rejection | undefined {
  return isRemote(helper) ? reject('role-not-allowed') : undefined;
}

function withHelper(helper: Helper | undefined): { readonly helper?: Helper } {
  return helper === undefined ? {} : { helper };
}

function shortened(note: string): string {
  return note.slice(0, NOTE_LENGTH_MAX);
}
