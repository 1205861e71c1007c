import type { CommandHandlers } from '#kiosk/api/server/ports.ts';
import type { PromiseView } from '#kiosk/api/staff.ts';
import type { TopicHub } from '#kiosk/api/server/topic-hub.ts';
import { fittingCalls } from '#kiosk/core/assist/fitting-calls.ts';
import type { AssistEvent } from '#kiosk/core/assist/ticket.ts';
import type { BusinessDay, EpochMs } from '#kiosk/core/values/identifiers.ts';
import type { LocalTime } from '#kiosk/core/values/local-time.ts';
import type { PaymentTerminal } from '#drivers/payment/payment-terminal.ts';
import type { Scanner } from '#drivers/scanner/scanner.ts';
import { AssistDesk } from './assist-desk.ts';
import { Cashier } from './cashier.ts';
import { CatalogueWatch } from './catalogue-watch.ts';
import { DeviceBoard } from './device-board.ts';
import { DiskGate } from './disk-gate.ts';
import { laneHandlers } from './handlers.ts';
import type { HelpShelf } from './help-shelf.ts';
import { IdleWatch } from './idle-watch.ts';
import { LaneCore } from './lane-core.ts';
import { freshSession } from './lane-session.ts';
import type { LaneSettings } from './lane-settings.ts';
import { EMPTY_LANE, evolveLane, type LaneState } from './lane-state.ts';
import { type MissedSearch, MissedSearches } from './missed-searches.ts';
import { LeaseWatch } from './lease-watch.ts';
import { LaneWriter } from './lane-writer.ts';
import { NudgeWatch } from './nudge-watch.ts';
import { PaymentCoordinator } from './payment/payment-coordinator.ts';
import type { ChangingCatalogue, Clock, DiskWatch, Ids, Journal, Logger } from './ports.ts';
import { ReceiptDesk, type ReceiptOutlets } from './receipt/receipt-desk.ts';
import { SlipPress } from './receipt/slip-press.ts';
import { type Reading, ScanIntake } from './scan-intake.ts';
import { LaneShopperHistory } from './shopper-history.ts';

/** All that a lane needs from the world. */
export interface LaneEquipment extends Reading {
  readonly settings: LaneSettings;
  readonly journal: Journal;
  readonly hub: TopicHub;
  readonly catalogue: ChangingCatalogue;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
  readonly localTime: (at: EpochMs) => LocalTime;
  readonly businessDay: (at: EpochMs) => BusinessDay;
  readonly scanner: Scanner | undefined;
  readonly terminal: PaymentTerminal | undefined;
  readonly outlets: ReceiptOutlets;
  readonly help: HelpShelf;
  readonly disk: DiskWatch | undefined;
  /** Calls for a person, and what became of them, while there was no journal to write them to. */
  readonly callsMeanwhile?: readonly AssistEvent[] | undefined;
}

export interface Lane {
  readonly handlers: CommandHandlers;
  readonly core: LaneCore;
  /** What the store promises those who wait, by ticket. */
  promised(promises: ReadonlyMap<string, PromiseView>): void;
  /**
   * Ends the lane's own work: no timers, no listeners, everything asked for is on disk. Devices stay with their owner.
   */
  stop(): Promise<void>;
  /** Resolves when no device is at work for this lane any more; the next life of the lane needs them free. */
  atRest(): Promise<void>;
}

/**
 * Brings a lane to life: what the journal says is shown again as it was, devices are watched, and payments that a
 * restart interrupted are settled before anybody can shop. Resolves as soon as there is something to show; `recovered`
 * when the lane is open.
 */
export async function openLane(equipment: LaneEquipment): Promise<Lane & { readonly recovered: Promise<void> }> {
  const { journal, settings, clock, log } = equipment;
  const history = new LaneShopperHistory();
  const state = await replay(journal, history);
  const writer = new LaneWriter(journal, state, () => equipment.businessDay(clock.now()), log);
  writer.onWritten((after, entries) => {
    for (const entry of entries) history.note(entry, after);
  });
  // Before anything listens or is heard: a journal that does not take this makes no lane.
  await writer.write(({ tickets }) => [
    { kind: 'lane', event: { type: 'lane-started', softwareVersion: settings.softwareVersion, at: clock.now() } },
    ...fittingCalls(tickets, equipment.callsMeanwhile ?? []),
  ]);
  const core = new LaneCore({ ...equipment, writer, history }, freshSession(settings.defaultLanguage));
  const cashier = new Cashier(core);
  const idle = new IdleWatch(core, cashier);
  const nudges = new NudgeWatch(core);
  const slips = new SlipPress(core, equipment.outlets);
  const receipts = new ReceiptDesk(core, equipment.outlets, slips);
  const intake = new ScanIntake(core, equipment, {
    makeWay: async () => receipts.makeWay(),
    onUnknown: (code) => nudges.found('article-unknown', code),
  });
  const assist = new AssistDesk(core);
  const missed = new MissedSearches(clock, (event) => {
    core.follow(
      'noting a search without an answer',
      writer.write(() => [{ kind: 'lane', event }]),
    );
    showMissed(equipment.hub, event);
  });
  const leases = new LeaseWatch(core);
  const devices = new DeviceBoard(core);
  const unwatch = watchDevices(equipment, { core, cashier, idle, intake, devices });
  const catalogue = new CatalogueWatch(core, equipment.catalogue);
  const disk = equipment.disk === undefined ? undefined : new DiskGate(core, equipment.disk);
  log.info('the lane started', { workstation: settings.workstationId, transaction: state.transaction.status });
  core.show();
  receipts.resume();
  idle.seen();
  return {
    core,
    handlers: laneHandlers({ core, intake, cashier, receipts, slips, assist, idle, help: equipment.help, missed }),
    promised: (promises) => core.updateSession({ promises }),
    recovered: cashier.recover().then(() =>
      nudges.resume((reason, about) => {
        if (reason === 'article-unknown') intake.remind(about);
      }),
    ),
    stop: async () => {
      core.retire();
      unwatch();
      devices.stop();
      catalogue.stop();
      disk?.stop();
      idle.stop();
      leases.stop();
      nudges.stop();
      missed.stop();
      receipts.stop();
      cashier.stop();
      // The last word of an orderly end; a journal that does not take it has failed, and its owner knows.
      await writer.write(() => [{ kind: 'lane', event: { type: 'lane-stopped', at: clock.now() } }]).catch(() => {});
    },
    atRest: async () => {
      await Promise.all([cashier.atRest(), receipts.atRest(), slips.atRest()]);
    },
  };
}

/** As many as a store hears of in the next report. */
const MISSED_SHOWN_MAX = 20;

/** For the store, which counts words and nothing else. */
function showMissed(hub: TopicHub, { text, language, about = 'answers', at }: MissedSearch): void {
  const key = `${at} ${text}`;
  const shown = [...hub.entries('missed').keys()].slice(-MISSED_SHOWN_MAX + 1);
  const drop = [...hub.entries('missed').keys()].filter((each) => !shown.includes(each));
  hub.publishEntries('missed', { drop, set: [[key, { text, language, about, at }]] });
}

interface WatchingDesks {
  readonly core: LaneCore;
  readonly cashier: Cashier;
  readonly idle: IdleWatch;
  readonly intake: ScanIntake;
  readonly devices: DeviceBoard;
}

/** Listens to what the devices do. @returns ends that */
function watchDevices(equipment: LaneEquipment, { core, cashier, idle, intake, devices }: WatchingDesks): () => void {
  const ends: (() => void)[] = [];
  if (equipment.terminal !== undefined) {
    cashier.use(paymentCoordinator(equipment, equipment.terminal, core, cashier));
    ends.push(
      equipment.terminal.onState(({ state: now }) => {
        if (now === 'ready') cashier.askAgain();
      }),
    );
    devices.watch(equipment.terminal, 'terminal');
  }
  const { printer } = equipment.outlets;
  if (printer !== undefined) devices.watch(printer, 'printer', () => printer.status);
  if (equipment.scanner !== undefined) {
    devices.watch(equipment.scanner, 'scanner');
    ends.push(
      equipment.scanner.onScan((scan) => {
        idle.seen();
        core.follow('a scan', intake.scan(scan));
      }),
      equipment.scanner.onDiscarded((reason) => {
        idle.seen();
        intake.discarded(reason);
      }),
    );
  }
  return () => {
    for (const end of ends) end();
  };
}

/** The state that a journal tells of, from its first row to its last. */
async function replay(journal: Journal, history: LaneShopperHistory): Promise<LaneState> {
  let state = EMPTY_LANE;
  for await (const { entry } of journal.read()) {
    state = evolveLane(state, entry);
    history.note(entry, state);
  }
  return state;
}

function paymentCoordinator(
  equipment: LaneEquipment,
  terminal: PaymentTerminal,
  core: LaneCore,
  cashier: Cashier,
): PaymentCoordinator {
  return new PaymentCoordinator({
    terminal,
    clock: equipment.clock,
    ids: equipment.ids,
    state: () => core.state.payments,
    record: (events) => cashier.record(events),
    recoverTimeoutMs: equipment.settings.recoverTimeoutMs,
  });
}
