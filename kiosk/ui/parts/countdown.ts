import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { MessageKey } from '#kiosk/i18n/languages.ts';
import { Slice, wordsContext } from '../state/contexts.ts';

/** Seconds to a moment, ticking; not read aloud, because a number each second would drown what matters. */
export class Countdown extends LitElement {
  static override properties = { until: { type: Number }, message: { type: String } };

  /** Epoch milliseconds, by the clock of this machine. */
  declare until: number;
  /** A message with a `seconds` argument. */
  declare message: MessageKey;

  private readonly words = new Slice(this, wordsContext);
  private timer: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute('aria-hidden', 'true');
    this.timer = setInterval(() => this.requestUpdate(), 1000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override render(): TemplateResult | typeof nothing {
    const seconds = Math.ceil((this.until - Date.now()) / 1000);
    if (seconds < 0) return nothing;
    return html`${this.words.value.text(this.message, { seconds })}`;
  }
}

customElements.define('hr-countdown', Countdown);
