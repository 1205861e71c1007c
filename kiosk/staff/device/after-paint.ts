/**
 * Does what can wait until the page has drawn what changed: the card first, then the sound and the name of the tab. A
 * page that nobody sees draws nothing, and is told at once.
 */
export function afterPaint(work: () => void): void {
  if (document.visibilityState === 'visible') requestAnimationFrame(() => setTimeout(work));
  else work();
}
