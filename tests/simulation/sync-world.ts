import type { LogSource } from '#sync/log/log-source.ts';
import type { LogName, PushAnswer, PushRequest } from '#sync/log/log.ts';
import { genesisMark, logKey } from '#sync/log/row-hash.ts';
import { Receiver } from '#sync/receiver/receiver.ts';
import { settledBeyond } from '#sync/receiver/settled-beyond.ts';
import { LAN_PATIENCE, WAN_PATIENCE } from '#sync/sender/back-off.ts';
import { Forwarder } from '#sync/sender/forward.ts';
import { runSender, type RunningSender } from '#sync/sender/run-sender.ts';
import { AlarmBook, LaneDisk, livingSink, livingSource, livingUpstream, ServerDisk } from './sync-machines.ts';
import { carelessReceive, earlySink, misunderstood, swallowingNotes, type PlantedBug } from './sync-mutants.ts';
import { Link } from './sync-network.ts';
import { TROUBLED_MS, type Plan, type Trouble } from './sync-plan.ts';
import { Life, SimulatedTime, type Chance } from './sync-time.ts';

const HEARTBEAT_MS = 60_000;
/** Milliseconds since 1970 at the start of every history. */
const WALL_START = 1_770_000_000_000;
/** A row that no receiver can take. */
const UNFRAMEABLE = { kind: 'transaction.\u0007' };

/** A lane's machine. */
interface LaneMachine {
  readonly name: string;
  readonly disk: LaneDisk;
  readonly link: Link;
  life: Life;
  sender: RunningSender | undefined;
  /** Its disk still exists. */
  isThere: boolean;
}

/** A store or headquarters. */
interface Server {
  readonly name: 'store' | 'hq';
  readonly disk: ServerDisk;
  life: Life;
  receive: ((request: PushRequest) => Promise<PushAnswer>) | undefined;
  forwarder: Forwarder | undefined;
  wallAheadMs: number;
}

/** A shop, or a part of a chain, as it lives through one plan. */
export class World {
  readonly time = new SimulatedTime();
  readonly alarms = new AlarmBook();
  readonly machines: LaneMachine[] = [];
  /** Every journal that ever was, with all rows that it ever held. */
  readonly journals: LaneDisk[] = [];
  readonly hq: Server;
  readonly store: Server | undefined;
  isHqWiped = false;
  isStoreWiped = false;
  isHealed = false;
  /** What broke a promise, in words. */
  readonly broken: string[] = [];
  readonly #plan: Plan;
  readonly #chance: Chance;
  readonly #bug: PlantedBug | undefined;
  readonly #trace: ((line: string) => void) | undefined;
  readonly #storeLink: Link | undefined;
  #epochs = 0;

  constructor(plan: Plan, chance: Chance, bug?: PlantedBug, trace?: (line: string) => void) {
    this.#plan = plan;
    this.#chance = chance;
    this.#bug = bug;
    this.#trace = trace;
    this.hq = this.#server('hq');
    this.store = plan.hops === 2 ? this.#server('store') : undefined;
    this.#storeLink = plan.hops === 2 ? this.#link(this.hq) : undefined;
    this.#startServer(this.hq);
    if (this.store !== undefined) this.#startServer(this.store);
    for (let lane = 0; lane < plan.lanes; lane += 1) this.#addLane(`lane-${lane}`, this.#newJournal(`lane-${lane}`));
    this.#schedule();
  }

  /** Ends all troubles: everybody is up, every line is fair, every disk has room. */
  heal(): void {
    this.isHealed = true;
    this.say('healed');
    this.#storeLink?.heal();
    for (const server of [this.hq, this.store]) {
      if (server === undefined) continue;
      server.disk.isFull = false;
      if (server.life.isOver) this.#startServer(server);
    }
    for (const machine of this.machines) {
      machine.link.heal();
      machine.disk.isFull = false;
      if (machine.isThere && machine.life.isOver) this.#startLane(machine);
    }
  }

  say(line: string): void {
    this.#trace?.(`${this.time.now.toFixed(0).padStart(8)} ${line}`);
  }

  #schedule(): void {
    const { writes, trims, troubles, unframeable } = this.#plan;
    for (const { at, lane, rows } of writes) {
      this.time.after(at, () => {
        for (const machine of this.#living(lane)) this.#write(machine, rows, unframeable);
      });
    }
    for (const at of trims) this.time.after(at, () => this.#trim());
    for (const { at, lane, trouble } of troubles) {
      this.time.after(at, () => {
        const [machine] = this.#living(lane);
        this.say(`${machine?.name ?? `lane-${lane}, which is down`}: ${JSON.stringify(trouble)}`);
        this.#strike(trouble, machine);
      });
    }
    this.time.after(TROUBLED_MS, () => this.heal());
  }

  #living(lane: number): readonly LaneMachine[] {
    return this.machines.filter(
      (machine) => machine.name === `lane-${lane}` && machine.isThere && !machine.life.isOver,
    );
  }

  #write(machine: LaneMachine, count: number, unframeable: number): void {
    if (machine.disk.isFull) return;
    for (let row = 0; row < count; row += 1) {
      const isBad = this.#chance.happens(unframeable);
      // Two machines with one disk write different rows.
      machine.disk.write(isBad ? UNFRAMEABLE : { body: `{"n":${this.time.events}.${row},"v":1}`.replace('.', '') });
    }
    this.say(`${machine.name} writes up to ${machine.disk.log.epoch}/${machine.disk.head.seq}`);
    machine.sender?.wake();
  }

  #trim(): void {
    for (const { disk, isThere } of this.machines) {
      if (!isThere) continue;
      const { progress, dead } = disk.source.noted;
      const upTo = this.#bug === 'trim-at-sent' ? progress.sent.seq : progress.settled.seq;
      this.#checkTrim(disk.log, upTo);
      disk.trim(Math.min(upTo, ...[...dead.keys()].map((seq) => seq - 1)));
    }
    for (const kept of this.store?.disk.sink.all ?? []) {
      this.#checkTrim(kept.name, kept.settled.seq);
      this.store?.disk.sink.trim(kept.name, kept.settled.seq);
    }
  }

  #checkTrim(log: LogName, upTo: number): void {
    const there = this.hq.disk.sink.markOf(log).seq;
    if (upTo > there) this.#break(`row ${upTo} of ${log.epoch} may be deleted and headquarters has ${there}`);
  }

  #strike(trouble: Trouble, machine: LaneMachine | undefined): void {
    switch (trouble.type) {
      case 'crash':
        return trouble.whom === 'lane' ? this.#crashLane(machine, trouble.downMs) : this.#crash(trouble);
      case 'wipe':
        this.#crash(trouble);
        this.#serverNamed(trouble.whom)?.disk.wipe();
        if (trouble.whom === 'hq') this.isHqWiped = true;
        if (trouble.whom === 'store') this.isStoreWiped = true;
        return undefined;
      case 'disk-full':
        return this.#fill(
          trouble.whom === 'lane' ? machine?.disk : this.#serverNamed(trouble.whom)?.disk,
          trouble.forMs,
        );
      case 'partition':
        return this.#during(trouble.hop, machine, trouble.forMs, (link, isOn) => {
          link.partition = isOn ? trouble.how : 'none';
        });
      case 'forbidden':
        return this.#during(trouble.hop, machine, trouble.forMs, (link, isOn) => {
          link.isForbidden = isOn;
        });
      case 'clock-jump': {
        const server = this.#serverNamed(trouble.whom);
        if (server !== undefined) server.wallAheadMs += trouble.byMs;
        return undefined;
      }
      default:
        if (machine !== undefined) this.#strikeJournal(trouble.type, machine);
    }
  }

  #strikeJournal(type: Trouble['type'], machine: LaneMachine): void {
    const { disk, name } = machine;
    const older = disk.base.seq + this.#chance.below(disk.head.seq - disk.base.seq + 1);
    const { seq, hash } = disk.head;
    const ended = { previousEpoch: disk.log.epoch, lastKnownSeq: seq, lastHash: hash };
    if (type === 'clone-lane') {
      this.#addLane(name, this.#registered(disk.copy(seq)));
      return;
    }
    if (type === 'impostor') {
      const other = this.#newJournal(name);
      // Half of them know whose copy they are.
      if (this.#chance.happens(0.5)) other.announce({ ...ended, reason: 'cloned' });
      this.#addLane(name, other);
      return;
    }
    machine.life.isOver = true;
    machine.isThere = false;
    if (type === 'restore-lane') {
      this.#addLane(name, this.#registered(disk.copy(older)));
      return;
    }
    const fresh = this.#newJournal(name);
    if (type === 'new-epoch') fresh.announce({ ...ended, reason: 'restored' });
    this.#addLane(name, fresh);
  }

  #fill(disk: { isFull: boolean } | undefined, forMs: number): void {
    if (disk === undefined) return;
    disk.isFull = true;
    this.time.after(forMs, () => {
      disk.isFull = false;
    });
  }

  #during(
    hop: number,
    machine: LaneMachine | undefined,
    forMs: number,
    set: (link: Link, isOn: boolean) => void,
  ): void {
    const link = hop === 1 ? this.#storeLink : machine?.link;
    if (link === undefined) return;
    set(link, true);
    this.time.after(forMs, () => set(link, false));
  }

  #serverNamed(name: 'store' | 'hq'): Server | undefined {
    return name === 'hq' ? this.hq : this.store;
  }

  #crashLane(machine: LaneMachine | undefined, downMs: number): void {
    if (machine === undefined) return;
    machine.life.isOver = true;
    machine.sender = undefined;
    this.time.after(downMs, () => {
      if (machine.isThere && machine.life.isOver) this.#startLane(machine);
    });
  }

  #crash({ whom, downMs }: { readonly whom: string; readonly downMs: number }): void {
    const server = whom === 'hq' ? this.hq : this.store;
    if (server === undefined) return;
    server.life.isOver = true;
    server.receive = undefined;
    server.forwarder = undefined;
    this.time.after(downMs, () => {
      if (server.life.isOver) this.#startServer(server);
    });
  }

  #newJournal(origin: string): LaneDisk {
    this.#epochs += 1;
    return this.#registered(new LaneDisk({ origin, epoch: `epoch-${this.#epochs}` }));
  }

  #registered(disk: LaneDisk): LaneDisk {
    this.journals.push(disk);
    return disk;
  }

  #addLane(name: string, disk: LaneDisk): void {
    const link = this.#link(this.store ?? this.hq);
    const machine: LaneMachine = { name, disk, link, life: new Life(this.time), sender: undefined, isThere: true };
    this.machines.push(machine);
    this.#startLane(machine);
  }

  #link(server: Server): Link {
    const link = new Link(
      this.time,
      this.#chance,
      () => server.receive,
      (what) => this.#break(what),
      (line) => this.say(line),
    );
    link.weather = this.#plan.weather;
    if (this.isHealed) link.heal();
    return link;
  }

  #startLane(machine: LaneMachine): void {
    const { disk, link, name } = machine;
    machine.life = new Life(this.time);
    const ports = {
      source: this.#source(disk.source, disk, machine.life),
      upstream: misunderstood(livingUpstream(link.upstream, machine.life), this.#bug),
      clock: machine.life,
      random: this.#bug === 'no-back-off' ? () => 0 : this.#chance.next,
      onEvent: (event: Parameters<AlarmBook['note']>[0]) => {
        this.say(`${name} ${disk.log.epoch}: ${JSON.stringify(event)}`);
        this.alarms.note(event);
      },
    };
    const patience = this.store === undefined ? WAN_PATIENCE : LAN_PATIENCE;
    machine.sender = runSender(ports, { patience, heartbeatMs: HEARTBEAT_MS, isForwarding: false });
  }

  #source(source: LogSource, disk: { readonly isFull: boolean }, life: Life): LogSource {
    const right = livingSource(source, disk, life, this.#chance);
    return this.#bug === 'notes-swallowed' ? swallowingNotes(right) : right;
  }

  #server(name: 'store' | 'hq'): Server {
    const disk = new ServerDisk(name === 'hq');
    return { name, disk, life: new Life(this.time), receive: undefined, forwarder: undefined, wallAheadMs: 0 };
  }

  #startServer(server: Server): void {
    const life = new Life(this.time);
    server.life = life;
    const right = livingSink(server.disk, life, this.#chance);
    const sink = this.#bug === 'early-answer' ? earlySink(right, life) : right;
    const link = this.#storeLink;
    const upstream = link === undefined ? undefined : misunderstood(livingUpstream(link.upstream, life), this.#bug);
    const isStore = server.name === 'store' && upstream !== undefined;
    const receiver = new Receiver(sink, {
      now: () => WALL_START + this.time.now + server.wallAheadMs,
      monotonic: () => this.time.now,
      onEvent: (event) => {
        if (event.type === 'unsettled') server.forwarder?.wake(event.log);
        else this.say(`${server.name}: ${JSON.stringify(event)}`);
      },
      ...(isStore ? { settledBeyond: settledBeyond(upstream, life) } : {}),
    });
    const from = server.name === 'hq' && this.store !== undefined ? 'forwarder' : 'writer';
    const careful = async (request: PushRequest): Promise<PushAnswer> => receiver.receive(request, from);
    const isCareless = this.#bug === 'no-chain-check' || this.#bug === 'gap-taken';
    const receive = isCareless && this.#bug !== undefined ? carelessReceive(sink, this.#bug) : careful;
    server.receive = async (request) => this.#checkedAnswer(server, request, await receive(request));
    if (!isStore) return;
    server.forwarder = new Forwarder(
      {
        sink,
        open: (log) => this.#source(server.disk.source(log), server.disk, life),
        upstream,
        clock: life,
        random: this.#chance.next,
        onEvent: (event) => {
          this.say(`store to hq, ${event.log.epoch}: ${JSON.stringify(event)}`);
          this.alarms.note(event);
        },
      },
      WAN_PATIENCE,
    );
    if (this.#bug !== 'forwards-only-new') void server.forwarder.start();
  }

  /** An answer may say only what is on the disk at the moment in which it is given. */
  #checkedAnswer(server: Server, request: PushRequest, answer: PushAnswer): PushAnswer {
    const { log, after, rows } = request;
    const brief = answer.type === 'mark' ? `mark ${answer.mark.seq}, settled ${answer.settled.seq}` : answer.type;
    this.say(`${server.name} is sent ${log.epoch}/${after.seq}+${rows.length}: ${brief}`);
    if (answer.type !== 'mark') return answer;
    const { mark, settled } = answer;
    const { sink } = server.disk;
    const kept = sink.kept(log);
    const committed = sink.markOf(log);
    if (mark.seq > committed.seq) this.#break(`${server.name} says ${mark.seq} and has committed ${committed.seq}`);
    if (mark.seq === committed.seq && mark.hash !== committed.hash) this.#break(`${server.name} says another hash`);
    if (kept === undefined && mark.seq > 0) this.#break(`${server.name} has nothing and says ${mark.seq}`);
    const final = this.hq.disk.sink.markOf(log).seq;
    if (!this.isHqWiped && settled.seq > final) this.#break(`settled ${settled.seq}, headquarters has ${final}`);
    return this.#bug === 'settled-at-store' && server.name === 'store' ? { ...answer, settled: mark } : answer;
  }

  #break(what: string): void {
    this.say(`BROKEN: ${what}`);
    this.broken.push(what);
  }

  /** Whether nothing is on its way any more that could still arrive. */
  get isAllSettled(): boolean {
    return this.machines.every((machine) => this.#isDone(machine)) && this.#isStoreForwarded();
  }

  #isDone({ disk, isThere, name }: LaneMachine): boolean {
    if (!isThere) return true;
    const { log, head, source } = disk;
    if (this.isForked(log)) return true;
    const { settled } = source.noted.progress;
    const there = this.hq.disk.sink.markOf(log).seq;
    // A journal that was set back shows itself to a store that forgot it only with the next row.
    const isThereWhole = there === head.seq || (this.isStoreWiped && there > head.seq);
    if (isThereWhole && settled.seq === head.seq && settled.hash === head.hash) return true;
    // Of two machines that say they are one lane, one is fenced until a person decides.
    const rivals = this.machines.filter((other) => other.name === name && other.isThere);
    return rivals.length > 1 && this.alarms.has(log, 'fenced');
  }

  #isStoreForwarded(): boolean {
    return (this.store?.disk.sink.all ?? []).every(({ name }) => {
      const { sink } = this.hq.disk;
      return this.isForked(name) || sink.markOf(name).seq >= (this.store?.disk.sink.markOf(name).seq ?? 0);
    });
  }

  isForked(log: LogName): boolean {
    return this.alarms.has(log, 'fork') || this.alarms.has(log, 'receiver-ahead');
  }

  /** What is wrong with the rows that lie anywhere now; none if all is right. */
  findFaults(): readonly string[] {
    return [this.hq, this.store].flatMap((server) =>
      (server?.disk.sink.all ?? []).flatMap(({ name, base, rows }) => {
        const seqs = rows.findIndex((row, index) => row.seq !== base.seq + 1 + index);
        if (seqs !== -1) return [`${server?.name} has a gap or a double in ${name.epoch} at ${base.seq + 1 + seqs}`];
        const journals = this.journals.filter((journal) => logKey(journal.log) === logKey(name));
        const isPrefixOf = (journal: LaneDisk): boolean => {
          const hashBefore = journal.truth[base.seq - 1]?.hash ?? genesisMark(name).hash;
          return base.hash === hashBefore && rows.every((row) => isSameRow(row, journal.truth[row.seq - 1]));
        };
        return journals.some(isPrefixOf) ? [] : [`${server?.name} has rows of ${name.epoch} that no journal wrote`];
      }),
    );
  }
}

/** The very row, or the tombstone in its place. */
function isSameRow(kept: { readonly hash: string; readonly kind: string }, written: unknown): boolean {
  if (kept === written) return true;
  const { kind, hash, body, id } = (written ?? {}) as { kind?: string; hash?: string; body?: string; id?: string };
  if (kept.kind === 'log.tombstone') return kept.hash === hash && kind === UNFRAMEABLE.kind;
  return JSON.stringify(kept) === JSON.stringify(written) && body !== undefined && id !== undefined;
}
