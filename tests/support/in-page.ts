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
