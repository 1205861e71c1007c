import type { EscalationClock } from './escalation.ts';
import type { ClockProfile, InterventionTable } from './intervention-rule.ts';
import type { LeaseTimes } from './leases.ts';
import type { PromiseSettings } from './promise-model.ts';
import type { RankWeights } from './ranking.ts';
import type { RemoteSettings } from './remote-settings.ts';

/** All that the store role goes by; the defaults and their ranges are in config/assist. */
export interface FloorSettings {
  readonly table: InterventionTable;
  readonly clocks: Readonly<Record<ClockProfile, EscalationClock>>;
  readonly leases: LeaseTimes;
  readonly ranking: RankWeights;
  readonly promise: PromiseSettings;
  readonly alerts: {
    /** How long one person has to answer before another is asked. */
    readonly answerWithinMs: number;
    /** The same person is not asked again for the same call within this time. */
    readonly repeatAfterMs: number;
    /** "Still coming?" after this long on the way. */
    readonly askArrivalAfterMs: number;
  };
  /** When a call may go to people who are not in the shop; undefined where there is no remote desk. */
  readonly remote: RemoteSettings | undefined;
}
