/**
 * One thing that is measured, in the words of Prometheus (text format 0.0.4,
 * https://prometheus.io/docs/instrumenting/exposition_formats/).
 */
export interface Metric {
  /** Begins with `handrail_` and ends with its unit. */
  readonly name: string;
  readonly help: string;
  readonly type: 'gauge' | 'counter';
  readonly samples: readonly Sample[];
}

export interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

export const METRICS_MEDIA_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** More samples of one metric than any headquarters has stores; what is above is left out: no scrape grows for ever. */
const SAMPLES_MAX = 20_000;
const LABEL_CHARS_MAX = 128;

/** Each line of a metric, under what it is. A metric without samples is left out. */
export function metricsText(metrics: readonly Metric[]): string {
  return metrics
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, help, type, samples }) => {
      const lines = samples.slice(0, SAMPLES_MAX).map(({ labels, value }) => `${name}${labelsText(labels)} ${value}\n`);
      return `# HELP ${name} ${escaped(help, false)}\n# TYPE ${name} ${type}\n${lines.join('')}`;
    })
    .join('');
}

function labelsText(labels: Sample['labels'] = {}): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${escaped(value.slice(0, LABEL_CHARS_MAX).toWellFormed(), true)}"`,
  );
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(text: string, isQuoted: boolean): string {
  const safe = text.replaceAll('\\', String.raw`\\`).replaceAll('\n', String.raw`\n`);
  return isQuoted ? safe.replaceAll('"', String.raw`\"`) : safe;
}
