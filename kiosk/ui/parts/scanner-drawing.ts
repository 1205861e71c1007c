import { css, html, LitElement, type TemplateResult } from 'lit';

/** Shows where the barcode goes: a carton, held with its stripes over the glass in the counter. */
export class ScannerDrawing extends LitElement {
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
    .soft {
      fill: var(--accent-soft);
    }
    .edge {
      fill: none;
      stroke: var(--accent);
      stroke-width: 4;
      stroke-linejoin: round;
      stroke-linecap: round;
    }
    .carton {
      fill: #f7fbfd;
      stroke: #16211e;
      stroke-width: 4;
      stroke-linejoin: round;
    }
    .shade {
      fill: #cfe6f5;
    }
    .band {
      fill: #0a6b4b;
    }
    .ink {
      fill: #16211e;
    }
    .counter {
      fill: var(--line);
    }
    .glass {
      fill: #16211e;
    }
    .beam {
      stroke: #e2392e;
      stroke-width: 7;
      stroke-linecap: round;
    }
    .light {
      fill: #e2392e;
      opacity: 0.22;
    }
  `;

  override render(): TemplateResult {
    return html`<svg viewBox="0 0 480 330" aria-hidden="true" preserveAspectRatio="xMidYMid meet">
      <rect class="soft" x="10" y="6" width="460" height="318" rx="36" />
      <polygon class="light" points="132,268 348,268 312,176 168,176" />
      <g transform="rotate(-7 240 130)">
        <path class="carton" d="M182 64 L206 32 H274 L298 64 V206 H182 Z" />
        <path class="shade" d="M184 66 L207 36 H273 L296 66 Z" />
        <rect class="band" x="184" y="86" width="112" height="34" />
        <g class="ink">
          <rect x="204" y="144" width="4" height="44" />
          <rect x="212" y="144" width="8" height="44" />
          <rect x="224" y="144" width="4" height="44" />
          <rect x="233" y="144" width="4" height="44" />
          <rect x="241" y="144" width="10" height="44" />
          <rect x="256" y="144" width="4" height="44" />
          <rect x="264" y="144" width="7" height="44" />
          <rect x="275" y="144" width="4" height="44" />
        </g>
      </g>
      <rect class="counter" x="62" y="258" width="356" height="44" rx="14" />
      <rect class="glass" x="118" y="262" width="244" height="16" rx="8" />
      <line class="beam" x1="140" y1="270" x2="340" y2="270" />
      <path class="edge" d="M372 150 v62 m-22 -22 l22 24 l22 -24" />
    </svg>`;
  }
}

customElements.define('hr-scanner-drawing', ScannerDrawing);
