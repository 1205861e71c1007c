import { html, LitElement, type TemplateResult } from 'lit';
import { baseStyles } from './base-styles.ts';

/**
 * Says to a screen reader what changed on the screen. Polite waits for a pause; assertive speaks at once and is for
 * what must not be missed. The same words twice are spoken twice.
 */
export class HrStatus extends LitElement {
  static override styles = [baseStyles];

  override render(): TemplateResult {
    return html`<div id="polite" class="visually-hidden" role="status" aria-live="polite"></div>
      <div id="assertive" class="visually-hidden" role="alert" aria-live="assertive"></div>`;
  }

  announce(words: string, urgency: 'polite' | 'assertive' = 'polite'): void {
    const region = this.renderRoot.querySelector(`#${urgency}`);
    if (region === null) return;
    // A new element each time: a region whose text stays equal would not be spoken again.
    const line = document.createElement('p');
    line.textContent = words;
    region.replaceChildren(line);
  }

  /** Nothing of what was said is found any more by whoever reads the page next. */
  clear(): void {
    for (const region of this.renderRoot.querySelectorAll('[aria-live]')) region.replaceChildren();
  }
}

customElements.define('hr-status', HrStatus);

declare global {
  interface HTMLElementTagNameMap {
    'hr-status': HrStatus;
  }
}
