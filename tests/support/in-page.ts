/**
 * Looks at the shopper's page from within, through all shadow roots. Each function runs in the page and may use nothing
 * from outside itself.
 */

export interface Target {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** What a finger at its middle would touch is it, and nothing above it. */
  readonly reachable: boolean;
  readonly kind: 'primary' | 'key' | 'other';
}

/** All buttons that can be used now and are in sight, with their sizes in CSS pixels. */
export function usableTargets(): Target[] {
  const targets: Target[] = [];
  const visit = (root: Document | ShadowRoot, inert: boolean, inKeyboard: boolean): void => {
    for (const element of root.querySelectorAll<HTMLElement>('*')) {
      const asleep = inert || element.closest('[inert]') !== null;
      const keys = inKeyboard || element.localName === 'hr-letter-keyboard';
      if (element.shadowRoot !== null) visit(element.shadowRoot, asleep, keys);
      const box = element.getBoundingClientRect();
      if (asleep || !(element instanceof HTMLButtonElement) || element.disabled || box.width === 0) continue;
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      if (y < 0 || y > innerHeight) continue;
      let hit = document.elementFromPoint(x, y);
      while (hit?.shadowRoot) {
        const inner = hit.shadowRoot.elementFromPoint(x, y);
        if (inner === null || inner === hit) break;
        hit = inner;
      }
      const host = root instanceof ShadowRoot ? root.host : undefined;
      const variant = host?.getAttribute('variant');
      targets.push({
        name: element.getAttribute('aria-label') ?? host?.textContent?.trim() ?? element.textContent?.trim() ?? '',
        width: box.width,
        height: box.height,
        reachable: hit !== null && (element.contains(hit) || hit === host || host?.contains(hit) === true),
        kind: keys ? 'key' : variant === 'primary' || variant === 'help' ? 'primary' : 'other',
      });
    }
  };
  visit(document, false, false);
  return targets;
}

/** Words that stick out of their button, and boxes that can be scrolled sideways: nothing may be. */
export function overflows(): string[] {
  const found: string[] = [];
  const visit = (root: Document | ShadowRoot): void => {
    for (const element of root.querySelectorAll<HTMLElement>('*')) {
      if (element.shadowRoot !== null) visit(element.shadowRoot);
      if (element.clientWidth === 0) continue;
      const { overflowX } = getComputedStyle(element);
      const sideways = element.scrollWidth > element.clientWidth + 1;
      if (sideways && (overflowX === 'auto' || element.localName === 'button' || /^h[1-3]$/.test(element.localName))) {
        if (!element.classList.contains('visually-hidden')) {
          found.push(`${element.localName}.${element.className}: ${element.scrollWidth} in ${element.clientWidth}`);
        }
      }
    }
  };
  visit(document);
  if (document.documentElement.scrollWidth > innerWidth) found.push('the page itself');
  return found;
}

/**
 * Controls that a finger cannot meet whole: out of the screen, cut off by the box they scroll in, or with something
 * above them. What is in a box that scrolls is brought into sight first, as a person would.
 *
 * @returns a line each, with what was in the way
 */
export function controlsOutOfReach(): string[] {
  const EDGE_PX = 3;
  const found: string[] = [];
  const topmost = (x: number, y: number): Element | null => {
    let hit = document.elementFromPoint(x, y);
    for (;;) {
      const inner: Element | null = hit?.shadowRoot?.elementFromPoint(x, y) ?? null;
      if (inner === null || inner === hit) return hit;
      hit = inner;
    }
  };
  /** What a node is drawn in: its slot, its parent, or what its tree belongs to. */
  const outer = (node: Node): Node | null => {
    if (node instanceof Element && node.assignedSlot !== null) return node.assignedSlot;
    return node.parentNode ?? (node instanceof ShadowRoot ? node.host : null);
  };
  const isWithin = (hit: Element | null, element: HTMLElement): boolean => {
    for (let node: Node | null = hit; node !== null; node = outer(node)) if (node === element) return true;
    return hit?.shadowRoot?.contains(element) === true;
  };
  const nameOf = (element: HTMLElement): string => {
    const root = element.getRootNode();
    const host = root instanceof ShadowRoot ? root.host : element;
    const name = element.getAttribute('aria-label') ?? (element.textContent.trim() || host.textContent);
    return `${host.localName} "${name.trim().replaceAll(/\s+/g, ' ').slice(0, 40)}"`;
  };
  const check = (element: HTMLElement): void => {
    /** Where it could not be met yet, with what was above it; a row may be higher than the list it scrolls in. */
    let unmet = new Map(['middle', 'top', 'bottom', 'left', 'right'].map((place) => [place, '']));
    for (const block of ['nearest', 'center', 'start', 'end'] as const) {
      element.scrollIntoView({ block, inline: 'nearest' });
      const { left, right, top, bottom } = element.getBoundingClientRect();
      const [x, y] = [(left + right) / 2, (top + bottom) / 2];
      const points: Readonly<Record<string, readonly [number, number]>> = {
        middle: [x, y],
        top: [x, top + EDGE_PX],
        bottom: [x, bottom - EDGE_PX],
        left: [left + EDGE_PX, y],
        right: [right - EDGE_PX, y],
      };
      unmet = new Map(
        [...unmet.keys()].flatMap((place) => {
          const above = topmost(...(points[place] ?? [x, y]));
          if (isWithin(above, element)) return [];
          return [[place, above === null ? 'the edge of the screen' : `${above.localName}.${above.className}`]];
        }),
      );
    }
    for (const [place, above] of unmet) found.push(`${nameOf(element)}: its ${place} is under ${above}`);
  };
  const visit = (root: Document | ShadowRoot): void => {
    for (const element of root.querySelectorAll<HTMLElement>('*')) {
      if (element.closest('[inert]') !== null) continue;
      if (element.shadowRoot !== null) visit(element.shadowRoot);
      const box = element.getBoundingClientRect();
      if (element.matches('button, input, select, a[href]') && box.width > 0 && box.height > 0) check(element);
    }
  };
  const open = document.querySelector('hr-shopper-page')?.shadowRoot?.querySelector('hr-sheet[open]');
  if (open?.shadowRoot) visit(open.shadowRoot);
  visit(document);
  return found;
}

/** Screens whose content does not fit above the foot, with how much of it is out of sight, in CSS pixels. */
export function contentOutOfSight(): string[] {
  const screen = document.querySelector('hr-shopper-page')?.shadowRoot?.querySelector('[data-screen]');
  const content = screen?.shadowRoot?.querySelector('.content');
  const hidden = content === null || content === undefined ? 0 : content.scrollHeight - content.clientHeight;
  return hidden > 1 ? [`${screen?.localName}: ${hidden} px out of sight`] : [];
}

/** The name of what has the focus, through all shadow roots. */
export function focusedName(): string {
  let active = document.activeElement;
  let host: Element | null = null;
  while (active?.shadowRoot?.activeElement) {
    host = active;
    active = active.shadowRoot.activeElement;
  }
  return active?.getAttribute('aria-label') ?? (host?.textContent?.trim() || (active?.textContent?.trim() ?? ''));
}
