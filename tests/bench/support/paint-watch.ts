/** Where rows appear: in the shadow root of the elements of this name, or in the document itself. */
export interface RowSelector {
  readonly host: string | null;
  readonly row: string;
}

/** A frame that a change led to, by the page's own clock (milliseconds since navigation). */
export interface PaintedFrame {
  readonly rows: number;
  /** When the first change that this frame shows was made. */
  readonly changedAt: number;
  /** When the frame had been drawn. */
  readonly paintedAt: number;
}

interface PaintWatch {
  /** The first frame with so many rows, of which the last can be seen and says something. */
  frameWith(rows: number): Promise<PaintedFrame>;
  /** Forgets the frames of before, for a list that begins anew. */
  forget(): void;
}

declare global {
  interface Window {
    paintWatch: PaintWatch;
  }
}

/**
 * Runs in the page before anything of the page does. A change of the list asks for the next frame; a message posted
 * from within that frame is handled once the frame is laid out and drawn, and that moment counts as painted. What it
 * costs is the same for every page that is watched.
 */
export function installPaintWatch({ host, row }: RowSelector): void {
  const FRAMES_KEPT_MAX = 100;
  let list: Document | ShadowRoot = document;
  let frames: PaintedFrame[] = [];
  let waiting: { rows: number; resolve: (frame: PaintedFrame) => void } | undefined;
  let changedAt: number | undefined;

  const channel = new MessageChannel();
  const afterNextFrame = (): void => {
    requestAnimationFrame(() => channel.port2.postMessage(null));
  };
  const observer = new MutationObserver(() => {
    if (changedAt !== undefined) return;
    changedAt = performance.now();
    afterNextFrame();
  });
  channel.port1.addEventListener('message', () => {
    const paintedAt = performance.now();
    if (changedAt === undefined) return;
    const rows = list.querySelectorAll(row);
    if (rows.length > 0 && !isInSight(rows[rows.length - 1])) {
      afterNextFrame();
      return;
    }
    frames = [...frames.slice(-FRAMES_KEPT_MAX), { rows: rows.length, changedAt, paintedAt }];
    changedAt = undefined;
    settle();
  });
  channel.port1.start();

  const isInSight = (element: Element | undefined): boolean => {
    if (element === undefined) return false;
    const box = element.getBoundingClientRect();
    const window = list instanceof ShadowRoot ? list.host.getBoundingClientRect() : { top: 0, bottom: innerHeight };
    const isInside = box.top >= window.top - 1 && box.bottom <= window.bottom + 1;
    return box.height > 0 && isInside && ((element.shadowRoot ?? element).textContent ?? '').trim() !== '';
  };
  const settle = (): void => {
    const frame = frames.find((candidate) => waiting !== undefined && candidate.rows >= waiting.rows);
    if (frame === undefined) return;
    waiting?.resolve(frame);
    waiting = undefined;
  };
  const watch = (root: Document | ShadowRoot): void => {
    list = root;
    observer.observe(root, { subtree: true, childList: true, characterData: true });
  };
  if (host === null) watch(document);
  else {
    const attachShadow: Element['attachShadow'] = Reflect.get(Element.prototype, 'attachShadow');
    Element.prototype.attachShadow = function (options) {
      const root = attachShadow.call(this, options);
      if (this.localName === host) watch(root);
      return root;
    };
  }
  globalThis.window.paintWatch = {
    frameWith: (rows) =>
      new Promise((resolve) => {
        waiting = { rows, resolve };
        settle();
      }),
    forget: () => {
      frames = [];
    },
  };
}
