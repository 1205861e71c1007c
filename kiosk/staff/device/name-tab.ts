import { afterPaint } from './after-paint.ts';

let wanted = '';

/** The tab says how many wait, a moment after the page does: even the same name again is work for the browser. */
export function nameTab(title: string, waiting: number): void {
  const name = waiting === 0 ? title : `(${waiting}) ${title}`;
  if (name === wanted) return;
  wanted = name;
  afterPaint(() => (document.title = wanted));
}
