/**
 * What a page shows and offers, found out by looking and not from a list: for tests that walk wherever it leads. Each
 * function runs in the page and may use nothing from outside itself.
 */

export interface Offer {
  /** The same button in another language or with another amount has the same name. */
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

/**
 * What a page looks like without its words: the elements that are in sight. Two moments with the same elements are one
 * state for a hand.
 */
export function lookOfPage(): string {
  const names = new Set<string>();
  const visit = (root: Document | ShadowRoot): void => {
    for (const element of root.querySelectorAll<HTMLElement>('*')) {
      if (element.shadowRoot === null) continue;
      visit(element.shadowRoot);
      const box = element.getBoundingClientRect();
      if (box.width > 0 && box.height > 0) names.add(element.localName);
    }
  };
  visit(document);
  return [...names].toSorted().join(' ');
}

/** Everything that a finger can press now, a few of each kind where there are many alike. */
export function offersOfPage(): Offer[] {
  const ALIKE_MAX = 5;
  const offers: Offer[] = [];
  const counts = new Map<string, number>();
  const visit = (root: Document | ShadowRoot, way: string): void => {
    for (const element of root.querySelectorAll<HTMLElement>('*')) {
      if (element.closest('[inert]') !== null) continue;
      if (element.shadowRoot !== null) visit(element.shadowRoot, `${way} ${element.localName}`);
      if (!(element instanceof HTMLButtonElement) || element.disabled) continue;
      const box = element.getBoundingClientRect();
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      if (box.width === 0 || y < 0 || y > innerHeight || x < 0 || x > innerWidth) continue;
      let hit = document.elementFromPoint(x, y);
      while (hit?.shadowRoot) {
        const inner = hit.shadowRoot.elementFromPoint(x, y);
        if (inner === null || inner === hit) break;
        hit = inner;
      }
      const host = root instanceof ShadowRoot ? root.host : undefined;
      const isReached = hit !== null && (element.contains(hit) || hit === host || host?.contains(hit) === true);
      const alike = counts.get(way) ?? 0;
      counts.set(way, alike + 1);
      if (isReached && alike < ALIKE_MAX) offers.push({ name: `${way} ${alike}`.trim(), x, y });
    }
  };
  visit(document, '');
  return offers;
}
