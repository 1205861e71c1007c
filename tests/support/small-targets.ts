/**
 * What can be pressed, typed into or chosen from on a page for hands on phones and desktops and is smaller than it
 * should be, by name and size. Runs in the page, through all shadow roots, and may use nothing from outside itself.
 *
 * @param least CSS pixels that it must have both ways
 */
export function smallTargets(least: number): string[] {
  const found: string[] = [];
  const visit = (root: Document | ShadowRoot): void => {
    for (const element of root.querySelectorAll<HTMLElement>('*')) {
      if (element.shadowRoot !== null) visit(element.shadowRoot);
      if (!element.matches('button, input, select, a[href]')) continue;
      const { width, height } = element.getBoundingClientRect();
      const isSmall = width > 0 && Math.min(width, height) < least - 0.5;
      if (isSmall) found.push(`${element.outerHTML.slice(0, 80)}: ${Math.round(width)} × ${Math.round(height)}`);
    }
  };
  visit(document);
  return found;
}
