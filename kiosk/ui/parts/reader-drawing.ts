import { css, html, LitElement, svg, type TemplateResult } from 'lit';

/**
 * The card reader, with what to do at it: hold a card, press keys, take the card out, or just wait.
 */
export class ReaderDrawing extends LitElement {
  static override properties = { display: { type: String }, act: { type: String } };

  static override styles = css`
    :host {
      display: block;
      /* It takes the room that is left and asks for none. */
      contain: size;
      min-block-size: 0;
      min-inline-size: 0;
    }
    svg {
      inline-size: 100%;
      block-size: 100%;
    }
    text {
      font-family: var(--font);
      font-size: 31px;
      font-weight: 680;
      text-anchor: middle;
      font-variant-numeric: tabular-nums;
      fill: #00492f;
    }
    .body {
      fill: #16211e;
      stroke: var(--line);
      stroke-width: 2;
    }
    .screen {
      fill: #dff1e9;
    }
    .key {
      fill: #3d4a46;
    }
    .key.lit {
      fill: #ffc247;
    }
    .card {
      fill: #0f8a61;
      stroke: #eafff6;
      stroke-width: 3;
    }
    .chip {
      fill: #ffd98a;
    }
    .waves {
      fill: none;
      stroke: var(--accent);
      stroke-width: 7;
      stroke-linecap: round;
    }
  `;

  /** What stands on the reader's display: the amount. */
  declare display: string;
  declare act: 'hold' | 'keys' | 'remove' | 'wait';

  constructor() {
    super();
    this.display = '';
    this.act = 'wait';
  }

  override render(): TemplateResult {
    return html`<svg viewBox="0 0 560 460" aria-hidden="true" preserveAspectRatio="xMidYMid meet">
      <rect class="body" x="140" y="6" width="250" height="448" rx="40" />
      <rect class="screen" x="170" y="38" width="190" height="112" rx="16" />
      <text x="265" y="105">${this.display}</text>
      ${KEYS.map(
        ([x, y]) =>
          svg`<rect class="key ${this.act === 'keys' ? 'lit' : ''}" x=${x} y=${y} width="52" height="40" rx="10" />`,
      )}
      ${this.act === 'hold' ? HELD_CARD : this.act === 'remove' ? LEAVING_CARD : ''}
    </svg>`;
  }
}

const KEYS = [0, 1, 2, 3].flatMap((row) => [0, 1, 2].map((column) => [174 + column * 65, 182 + row * 58] as const));

const HELD_CARD = svg`
  <path class="waves" d="M404 120 q14 22 0 44 M424 106 q24 36 0 72 M444 92 q34 50 0 100" />
  <g transform="rotate(-8 430 260)">
    <rect class="card" x="330" y="208" width="206" height="130" rx="18" />
    <rect class="chip" x="352" y="240" width="38" height="30" rx="6" />
  </g>`;

const LEAVING_CARD = svg`
  <path class="waves" d="M455 300 v84 m-26 -26 l26 28 l26 -28" />
  <rect class="card" x="196" y="400" width="138" height="60" rx="14" />`;

customElements.define('hr-reader-drawing', ReaderDrawing);
