import type { JournalRow } from '#kiosk/core/journal/journal-row.ts';
import type { DeadLetter, PeerProgress } from '../log/log-source.ts';
import type { LogName, Mark, PushAnswer, PushRequest } from '../log/log.ts';
import type { UpstreamFailureCode } from '../log/upstream.ts';
import type { PeerPatience } from './back-off.ts';
import type { Flight } from './flights.ts';

/** Why a sender goes on only after somebody did something. It asks again by itself, slowly. */
export type PauseReason = 'unauthorized' | 'fenced' | 'unreadable';
/** Why a sender does nothing more before a person says so. */
export type StopReason = 'fork' | 'receiver-ahead' | 'closed';
/** What a person should hear of. `behind-trim`: the receiver lacks rows that are not kept here any more. */
export type AlarmKind = PauseReason | 'fork' | 'receiver-ahead' | 'behind-trim' | 'row-set-aside' | 'storage';

/** What a sender is doing. There is never more than one read at once. */
export type SenderPhase =
  | { readonly type: 'starting' }
  | { readonly type: 'reading' }
  | {
      readonly type: 'pushing';
      /** At least one, in the order of their rows, without a gap between them. */
      readonly flights: readonly Flight[];
      /** What may follow them is being read. */
      readonly isReadingOn: boolean;
      readonly doubted?: DeadLetter;
    }
  | { readonly type: 'setting-aside'; readonly letter: DeadLetter }
  /** Everything is sent; a timer asks now and then how far it is settled. */
  | { readonly type: 'idle' }
  | { readonly type: 'waiting'; readonly until: number; readonly for: 'retry' | 'recovery' }
  | { readonly type: 'paused'; readonly why: PauseReason }
  | { readonly type: 'stopped'; readonly why: StopReason };

export interface SenderState {
  readonly log: LogName;
  readonly settings: SenderSettings;
  readonly phase: SenderPhase;
  /** What was noted here before is read. */
  readonly isLoaded: boolean;
  /** Where the receiver is, as it said last. Before it said anything, what was noted of it: a guess. */
  readonly cursor: Mark;
  readonly isCursorHeard: boolean;
  readonly settled: Mark;
  /** Cursor and settled were noted, as far as is known. */
  readonly isNoted: boolean;
  /** Pushes that may be on their way at a time: one until a push was taken, then more with each that is. */
  readonly width: number;
  /** The number of the last push. */
  readonly lastPush: number;
  /** Rows of the next push at most; halved while a receiver cannot read a push. */
  readonly rowsMax: number;
  /** Tries in a row that led nowhere. */
  readonly failures: number;
  /** Since when the peer does not answer, by the monotonic clock. */
  readonly outageSince: number | undefined;
  /** Questions in a row after what is settled, without news. */
  readonly polls: number;
  /** Rows were written while a read or a push was on its way. */
  readonly hasGrown: boolean;
  readonly dead: ReadonlyMap<number, DeadLetter>;
  /** A row that is right here and that the receiver found damaged, and how often. */
  readonly damaged: { readonly seq: number; readonly times: number } | undefined;
  readonly alarms: ReadonlySet<AlarmKind>;
  readonly lastError: string | undefined;
  /** How often the receiver's mark went back. */
  readonly rewinds: number;
}

export interface SenderSettings {
  /**
   * Sends on what others wrote. A store that lost its disk may have less of a log than headquarters for a while; a
   * journal that has less than its receiver has lost rows or is a copy.
   */
  readonly isForwarding: boolean;
  readonly patience: PeerPatience;
  /**
   * So often a sender with nothing to send makes itself heard, and notices a receiver that lost what it had.
   * Milliseconds.
   */
  readonly heartbeatMs: number;
}

export type SenderInput =
  | { readonly type: 'start' }
  | { readonly type: 'loaded'; readonly progress: PeerProgress; readonly letters: readonly DeadLetter[] }
  /** A row was written. */
  | { readonly type: 'grew' }
  | { readonly type: 'link-up' }
  | { readonly type: 'read'; readonly result: RowsRead | undefined }
  | { readonly type: 'answered'; readonly push: number; readonly answer: PushAnswer }
  | {
      readonly type: 'failed';
      readonly push: number;
      readonly code: UpstreamFailureCode;
      readonly detail: string;
      readonly retryAfterMs: number | undefined;
    }
  | { readonly type: 'set-aside' }
  /** What the receiver says to be settled is another row here. */
  | { readonly type: 'settled-differs'; readonly detail: string }
  /** What was to be noted is not on the own disk. */
  | { readonly type: 'note-failed'; readonly detail: string }
  /** The own disk cannot be read or written now. */
  | { readonly type: 'storage-failed'; readonly detail: string }
  | { readonly type: 'due' }
  /** A person has looked and lets a sender go on that stopped or pauses. */
  | { readonly type: 'resume' }
  | { readonly type: 'close' };

export interface RowsRead {
  readonly after: Mark;
  readonly rows: readonly JournalRow[];
}

export type SenderEffect =
  /** The progress that was noted and the rows that were set aside. */
  | { readonly type: 'load' }
  | { readonly type: 'read'; readonly afterSeq: number; readonly rows: number; readonly bytes: number }
  | { readonly type: 'push'; readonly push: number; readonly request: PushRequest }
  /** Gives up pushes that are on their way; what is still heard of them counts no more. */
  | { readonly type: 'give-up'; readonly pushes: readonly number[] }
  /** To be noted if what is settled is the same row here; otherwise `settled-differs`. */
  | { readonly type: 'note'; readonly progress: PeerProgress }
  | { readonly type: 'set-aside'; readonly letter: DeadLetter }
  /** `due` after this time; takes the place of a timer that runs. */
  | { readonly type: 'timer'; readonly delayMs: number }
  | { readonly type: 'no-timer' }
  | { readonly type: 'alarm'; readonly alarm: AlarmKind; readonly detail: string }
  | { readonly type: 'alarm-over'; readonly alarm: AlarmKind }
  | { readonly type: 'rewound'; readonly from: Mark; readonly to: Mark };

/** Time and chance, as the reducer is given them with each input. */
export interface Moment {
  /** Milliseconds by a clock that never goes back. */
  readonly now: number;
  /** From 0 up to 1. */
  readonly random: number;
}

export interface SenderStep {
  readonly state: SenderState;
  readonly effects: readonly SenderEffect[];
}
