const WIDTH = 24;
const REDRAW_MS = 100;

/** A line that fills up while a file is read; only drawn for a person at a terminal. */
export class ProgressBar {
  readonly #total: number;
  readonly #visible: boolean;
  #lastDrawn = 0;

  constructor(total: number, visible: boolean) {
    this.#total = total;
    this.#visible = visible;
  }

  show(done: number, what: string): void {
    const now = performance.now();
    if (!this.#visible || now - this.#lastDrawn < REDRAW_MS) return;
    this.#lastDrawn = now;
    const share = this.#total === 0 ? 1 : Math.min(1, done / this.#total);
    const filled = Math.round(share * WIDTH);
    const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
    process.stderr.write(`\r\u001b[K${bar} ${Math.floor(share * 100)} %  ${what}`);
  }

  clear(): void {
    if (this.#visible) process.stderr.write('\r\u001b[K');
  }
}
