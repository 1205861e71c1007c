import { css, html, LitElement, type PropertyValues, type TemplateResult, unsafeCSS } from 'lit';
import UPlot from 'uplot';
import uplotStyles from 'uplot/dist/uPlot.min.css?inline';
import type { BoardView } from '#kiosk/api/staff.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';

/** In CSS pixels. */
const HEIGHT_PX = 220;
const AXIS_PX = 46;
const SECONDS_MIN = 30;

/**
 * Calls by hour as bars, and the wait of four fifths of them as a line; the same as a table for who does not see it.
 */
export class HourChart extends LitElement {
  static override properties = { hours: { attribute: false }, words: { attribute: false } };

  static override styles = [
    baseStyles,
    unsafeCSS(uplotStyles),
    css`
      :host {
        /* A table that only is read aloud makes no page wider. */
        position: relative;
        overflow: hidden;
        display: block;
        min-block-size: ${HEIGHT_PX}px;
      }
      .plot {
        inline-size: 100%;
      }
      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: 0.2rem 1.2rem;
        margin-block-start: 0.4rem;
        font-size: var(--text-small);
      }
      .legend span::before {
        content: '';
        display: inline-block;
        inline-size: 1.1rem;
        margin-inline-end: 0.45rem;
        vertical-align: middle;
        border-block-start: 0.75rem solid var(--accent-soft);
        outline: 1px solid var(--accent);
      }
      .legend .wait::before {
        border-block-start: 0.25rem solid var(--stake);
        outline: none;
      }
    `,
  ];

  declare hours: BoardView['hours'];
  declare words: Translator;
  private plot: UPlot | undefined;
  private observer: ResizeObserver | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.observer?.disconnect();
    this.plot?.destroy();
    this.plot = undefined;
  }

  override render(): TemplateResult {
    const { words, hours } = this;
    return html`<div class="plot" aria-hidden="true"></div>
      <p class="legend" aria-hidden="true">
        <span>${words.text('staff.board.calls')}</span><span class="wait">${words.text('staff.board.waitP80')}</span>
      </p>
      <table class="visually-hidden">
        <caption>
          ${words.text('staff.board.byHour')}
        </caption>
        <tr>
          <th scope="col">${words.text('staff.board.hour')}</th>
          <th scope="col">${words.text('staff.board.calls')}</th>
          <th scope="col">${words.text('staff.board.waitP80')}</th>
        </tr>
        ${hours.map(
          ({ hour, calls, waitP80Seconds }) =>
            html`<tr>
              <th scope="row">${hour}</th>
              <td>${calls}</td>
              <td>${waitP80Seconds === null ? '–' : Math.round(waitP80Seconds)}</td>
            </tr>`,
        )}
      </table>`;
  }

  override updated(changed: PropertyValues): void {
    if (!changed.has('hours') && !changed.has('words')) return;
    const at = this.renderRoot.querySelector<HTMLElement>('.plot');
    if (at === null) return;
    this.plot?.destroy();
    this.plot = new UPlot(this.options(at.clientWidth), this.series(), at);
    this.observer ??= new ResizeObserver(() => this.plot?.setSize({ width: at.clientWidth, height: HEIGHT_PX }));
    this.observer.observe(at);
  }

  /** All hours from the first to the last one, so that a quiet hour is seen as one. */
  private series(): UPlot.AlignedData {
    const known = new Map(this.hours.map((each) => [each.hour, each]));
    const all = [...known.keys()];
    const [from, to] = all.length === 0 ? [8, 20] : [Math.min(...all), Math.max(...all)];
    const hours = Array.from({ length: to - from + 1 }, (_, index) => from + index);
    return [
      hours,
      hours.map((hour) => known.get(hour)?.calls ?? 0),
      hours.map((hour) => known.get(hour)?.waitP80Seconds ?? null),
    ];
  }

  private options(width: number): UPlot.Options {
    const style = getComputedStyle(this);
    const colour = (name: string): string => style.getPropertyValue(name).trim();
    const font = `14px ${style.fontFamily}`;
    const axis = {
      stroke: colour('--ink'),
      grid: { stroke: colour('--line'), width: 1 },
      ticks: { show: false },
      font,
    };
    const bars = UPlot.paths.bars?.({ size: [0.6, 64] });
    return {
      width: Math.max(width, 1),
      height: HEIGHT_PX,
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: (_plot, min, max) => [min - 0.6, max + 0.6] },
        calls: { range: (_plot, _min, max) => [0, Math.max(4, Math.ceil(max * 1.15))] },
        seconds: { range: (_plot, _min, max) => [0, Math.max(SECONDS_MIN, (max ?? 0) * 1.15)] },
      },
      axes: [
        { ...axis, grid: { show: false }, incrs: [1, 2, 3, 4, 6], values: (_plot, hours) => hours.map(String) },
        { ...axis, scale: 'calls', size: AXIS_PX, incrs: [1, 2, 5, 10, 20, 50, 100, 200] },
        { ...axis, scale: 'seconds', side: 1, size: AXIS_PX, grid: { show: false } },
      ],
      series: [
        {},
        {
          scale: 'calls',
          fill: colour('--accent-soft'),
          stroke: colour('--accent'),
          width: 1,
          points: { show: false },
          ...(bars === undefined ? {} : { paths: bars }),
        },
        {
          scale: 'seconds',
          stroke: colour('--stake'),
          width: 3,
          spanGaps: true,
          points: { show: true, size: 8, fill: colour('--stake') },
        },
      ],
    };
  }
}

customElements.define('hr-hour-chart', HourChart);
