import { connectPage, type PageConnection } from '#kiosk/api/client/connect-page.ts';
import { browserEnvironment, type ClientEnvironment, listenTo } from '#kiosk/api/client/environment.ts';
import { LANE_GRANT_PROTOCOL } from '#kiosk/api/connection.ts';
import { type KnownLane, LANES_MAX } from './kept-reach.ts';
import type { LaneVoice } from './merge-calls.ts';

interface Line {
  readonly url: string;
  readonly page: PageConnection;
  /** It has said all that it knows since it was connected. */
  isTold: boolean;
}

/** Lines to the doors of lanes, one each, for as long as there is a grant. */
export class LaneLines {
  readonly #changed: () => void;
  readonly #lines = new Map<string, Line>();
  #grant: string | undefined;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Lines to these lanes and no others. Without a grant there are none. */
  keep(lanes: readonly KnownLane[], grant: string | undefined): void {
    this.#grant = grant;
    const wanted = new Map(
      grant === undefined ? [] : lanes.slice(0, LANES_MAX).map((lane) => [lane.workstationId, lane]),
    );
    for (const [workstationId, line] of this.#lines) {
      if (wanted.get(workstationId)?.url === line.url) continue;
      this.#lines.delete(workstationId);
      line.page.close();
    }
    for (const { workstationId, url } of wanted.values()) {
      if (!this.#lines.has(workstationId)) this.#open(workstationId, url);
    }
  }

  /** The lanes that speak now. */
  get voices(): ReadonlyMap<string, LaneVoice> {
    const voices = new Map<string, LaneVoice>();
    for (const [workstationId, { page, isTold }] of this.#lines) {
      if (isTold && page.state.state === 'connected') {
        voices.set(workstationId, { tickets: page.entries('tickets'), lanes: page.entries('lanes') });
      }
    }
    return voices;
  }

  /** The line to the lane that has this call. */
  lineOf(ticketId: string): PageConnection | undefined {
    for (const { page } of this.#lines.values()) {
      if (page.state.state === 'connected' && page.entries('tickets').has(ticketId)) return page;
    }
    return undefined;
  }

  close(): void {
    this.keep([], undefined);
  }

  #open(workstationId: string, url: string): void {
    const line = (): Line | undefined => this.#lines.get(workstationId);
    const page = connectPage({
      topics: ['tickets', 'lanes'],
      url,
      environment: this.#environment(),
      onState: ({ state }) => {
        const own = line();
        if (own === undefined) return;
        if (state !== 'connected') own.isTold = false;
        this.#changed();
      },
    });
    this.#lines.set(workstationId, { url, page, isTold: false });
    page.subscribe('tickets', () => {
      const own = line();
      if (own !== undefined) own.isTold = true;
      this.#changed();
    });
    page.subscribe('lanes', () => this.#changed());
  }

  /** Each try shows the grant of that moment. */
  #environment(): ClientEnvironment {
    return {
      ...browserEnvironment(),
      openSocket: (url, listener) =>
        listenTo(new WebSocket(url, [LANE_GRANT_PROTOCOL, this.#grant ?? 'none']), listener),
    };
  }
}
