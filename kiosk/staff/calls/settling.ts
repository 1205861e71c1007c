import { css, type ReactiveController, type ReactiveControllerHost } from 'lit';

/** As long as the second tap of a double tap may take, and a hand to see that something has moved; milliseconds. */
const SETTLE_MS = 350;

/** Goes with a host that has a Settling: while it settles, no finger can press what has just come under it. */
export const settlingStyles = css`
  :host([settling]) {
    pointer-events: none;
  }
`;

/**
 * Keeps fingers off for a moment after something has changed or moved: the tap was meant for what was there before.
 * Keys are not kept off, because the focus never moves onto a button by itself.
 */
export class Settling implements ReactiveController {
  private readonly host: ReactiveControllerHost & HTMLElement;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.end();
  }

  start(): void {
    this.end();
    this.host.toggleAttribute('settling', true);
    this.timer = setTimeout(() => this.end(), SETTLE_MS);
  }

  private end(): void {
    clearTimeout(this.timer);
    this.host.removeAttribute('settling');
  }
}
