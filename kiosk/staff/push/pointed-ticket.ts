import type { CallList } from '../calls/call-list.ts';

/** How long a call that a notification named is looked for, in milliseconds: signing in lies in between. */
const LOOKED_FOR_MS = 120_000;

/** The longest name of a call that is taken from outside. */
const TICKET_ID_LENGTH_MAX = 60;

/** Where a page that a notification opens finds which call it was about. */
const HASH = '#ticket=';

/** The call behind a notification that was clicked: this page comes to its card as soon as it is there. */
export class PointedTicket {
  private readonly onPointed: () => void;
  private wanted: { readonly ticketId: string; readonly until: number } | undefined;

  /** @param onPointed the list of calls has to be in sight */
  constructor(onPointed: () => void) {
    this.onPointed = onPointed;
  }

  /** @returns ends it */
  listen(): () => void {
    this.readAddress();
    const worker = isSecureContext && 'serviceWorker' in navigator ? navigator.serviceWorker : undefined;
    addEventListener('hashchange', this.readAddress);
    worker?.addEventListener('message', this.onMessage);
    return () => {
      removeEventListener('hashchange', this.readAddress);
      worker?.removeEventListener('message', this.onMessage);
    };
  }

  /** Shows the card, if it is there by now. */
  look(list: CallList | null): void {
    const { wanted } = this;
    if (wanted === undefined || list === null) return;
    if (performance.now() > wanted.until) this.wanted = undefined;
    else {
      void list.updateComplete.then(() => {
        if (this.wanted === wanted && list.pointOut(wanted.ticketId)) this.wanted = undefined;
      });
    }
  }

  private readonly readAddress = (): void => {
    const { hash, pathname } = location;
    if (!hash.startsWith(HASH)) return;
    history.replaceState(null, '', pathname);
    this.point(new URLSearchParams(hash.slice(1)).get('ticket') ?? '');
  };

  private readonly onMessage = ({ data }: MessageEvent<unknown>): void => {
    if (typeof data !== 'object' || data === null || !('showTicket' in data)) return;
    if (typeof data.showTicket === 'string') this.point(data.showTicket);
  };

  private point(ticketId: string): void {
    if (ticketId === '' || ticketId.length > TICKET_ID_LENGTH_MAX) return;
    this.wanted = { ticketId, until: performance.now() + LOOKED_FOR_MS };
    this.onPointed();
  }
}
