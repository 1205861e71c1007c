import type { PrintJob, PrintLine, TextStyle } from '../pos-printer.ts';

/** The left side of a line with two sides is never narrower than this; it gets lines of its own instead. */
const LEFT_MIN_COLUMNS = 8;
/** More empty lines than this are a mistake, and paper. */
const FEED_MAX_LINES = 20;

/** One line of paper, or a code. Text is at most as wide as its style leaves room for. */
export type LaidLine =
  | { readonly kind: 'text'; readonly text: string; readonly style: TextStyle }
  | { readonly kind: 'feed'; readonly count: number }
  | { readonly kind: 'qr'; readonly data: string };

const PLAIN: TextStyle = {};

/**
 * Lays a job out on a paper of so many columns. Pure. Amounts on the right are never cut: what does not fit beside them
 * wraps.
 *
 * @param columns characters of normal size in a line, 16 or more
 * @param printable turns text into what the printer can print, one column a character
 */
export function layOut(job: PrintJob, columns: number, printable: (text: string) => string): LaidLine[] {
  return job.lines.flatMap((line) => layOutLine(line, columns, printable));
}

function layOutLine(line: PrintLine, columns: number, printable: (text: string) => string): LaidLine[] {
  switch (line.kind) {
    case 'text': {
      const style = line.style ?? PLAIN;
      return wrap(printable(line.text), room(columns, style)).map((text) => ({ kind: 'text', text, style }));
    }
    case 'columns': {
      const style = { ...line.style, align: 'left' } as const;
      const lines = twoSides(printable(line.left), printable(line.right), room(columns, style));
      return lines.map((text) => ({ kind: 'text', text, style }));
    }
    case 'rule':
      return [{ kind: 'text', text: '-'.repeat(columns), style: PLAIN }];
    case 'feed':
      return [{ kind: 'feed', count: Math.min(FEED_MAX_LINES, Math.max(0, Math.trunc(line.count))) }];
    case 'qr':
      return [{ kind: 'qr', data: line.data }];
  }
}

function room(columns: number, style: TextStyle): number {
  return style.size === 'double' ? Math.floor(columns / 2) : columns;
}

/** The right side stands on the first line; the rest of the left side follows below it. */
function twoSides(left: string, right: string, width: number): string[] {
  const leftWidth = width - right.length - 1;
  if (left.length > leftWidth && leftWidth < LEFT_MIN_COLUMNS) {
    return [...wrap(left, width), ...wrap(right, width).map((text) => text.padStart(width))];
  }
  const [first = '', ...rest] = wrap(left, leftWidth);
  return [first.padEnd(width - right.length) + right, ...rest];
}

/** Breaks at spaces, and within a word only where it is longer than a line. An empty text is one empty line. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let rest = text.trimEnd();
  while (rest.length > width) {
    const space = rest.lastIndexOf(' ', width);
    // Spaces at the start are an indent, not a place to break.
    const indent = rest.length - rest.trimStart().length;
    const end = space > indent ? space : width;
    lines.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  lines.push(rest);
  return lines;
}
