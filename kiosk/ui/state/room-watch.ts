import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Room } from './contexts.ts';
import { LOWER_HEIGHT_MIN_MM } from './preferences.ts';

/** From these heights on, in millimetres, a screen is roomy or medium. */
const ROOMY_MIN_MM = 390;
const MEDIUM_MIN_MM = 240;

/** Watches how much room the page has, in millimetres of the real screen. */
export class RoomWatch implements ReactiveController {
  room: Room = { size: 'roomy', crowded: false, canLower: false };
  private readonly host: ReactiveControllerHost & HTMLElement;
  private readonly mmPerPx: () => number;
  private readonly share: () => number;
  private readonly textScale: () => number;
  private readonly observer: ResizeObserver;
  /** Told by the observer: asking for it while the page changes would lay out the page half-way. */
  private heightPx: number | undefined;

  /** @param needs.share which part of the screen's height the page uses, 0 to 1 */
  constructor(
    host: ReactiveControllerHost & HTMLElement,
    needs: { readonly mmPerPx: () => number; readonly share: () => number; readonly textScale: () => number },
  ) {
    this.host = host;
    this.mmPerPx = needs.mmPerPx;
    this.share = needs.share;
    this.textScale = needs.textScale;
    this.observer = new ResizeObserver(([entry]) => {
      this.heightPx = entry?.contentRect.height;
      host.requestUpdate();
    });
    host.addController(this);
  }

  hostConnected(): void {
    this.observer.observe(this.host);
  }

  hostDisconnected(): void {
    this.observer.disconnect();
  }

  hostUpdate(): void {
    this.heightPx ??= this.host.clientHeight;
    const height = this.heightPx * this.mmPerPx();
    const used = height * this.share();
    const size = used >= ROOMY_MIN_MM ? 'roomy' : used >= MEDIUM_MIN_MM ? 'medium' : 'tight';
    const canLower = height >= LOWER_HEIGHT_MIN_MM;
    const crowded = this.textScale() > (size === 'tight' ? 1 : 1.5);
    const { room } = this;
    if (size !== room.size || crowded !== room.crowded || canLower !== room.canLower) {
      this.room = { size, crowded, canLower };
    }
  }
}
