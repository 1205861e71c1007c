import { css, html, LitElement, type TemplateResult } from 'lit';
import { encode } from 'uqr';

/** A QR code as one crisp drawing, dark on white in every theme because cameras want it so. */
export class QrCode extends LitElement {
  static override properties = { data: { type: String }, label: { type: String } };

  static override styles = css`
    :host {
      display: block;
    }
    svg {
      display: block;
      inline-size: 100%;
      block-size: 100%;
      background: #ffffff;
      border-radius: calc(3 * var(--mm));
    }
  `;

  declare data: string;
  /** What it is, for those who do not see it. */
  declare label: string;

  constructor() {
    super();
    this.data = '';
    this.label = '';
  }

  override render(): TemplateResult {
    const { size, data } = encode(this.data, { ecc: 'M', border: 3 });
    return html`<svg
      role="img"
      aria-label=${this.label}
      viewBox="0 0 ${size} ${size}"
      shape-rendering="crispEdges"
      preserveAspectRatio="xMidYMid meet"
    >
      <path fill="#000000" d=${modules(data)} />
    </svg>`;
  }
}

/** One path for all dark modules, runs of a row joined. */
function modules(rows: readonly (readonly boolean[])[]): string {
  let path = '';
  for (const [y, row] of rows.entries()) {
    let x = 0;
    while (x < row.length) {
      const start = x;
      while (row[x] === true) x += 1;
      if (x > start) path += `M${start} ${y}h${x - start}v1h-${x - start}z`;
      else x += 1;
    }
  }
  return path;
}

customElements.define('hr-qr-code', QrCode);
