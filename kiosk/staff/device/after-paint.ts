/** By then what a change led to has been laid out, drawn and shown also on a slow device; milliseconds. */
const SHOWN_AFTER_MS = 100;

/**
 * Does what can wait until the page shows what changed: the card first, then the sound and the name of the tab, which
 * would take the processor away from it. A page that nobody sees draws nothing, and is told at once.
 */
export function afterPaint(work: () => void): void {
  if (document.visibilityState === 'visible') requestAnimationFrame(() => setTimeout(work, SHOWN_AFTER_MS));
  else work();
}
