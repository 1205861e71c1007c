import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import type { IconName } from '#kiosk/ui-kit/icons.ts';
import '#kiosk/ui-kit/hr-icon.ts';

/** Something to say that moves nothing on the page. */
export interface Notice {
  readonly title?: string;
  readonly text: string;
  readonly icon: IconName;
  readonly urgent: boolean;
  /** What its own button does; without one it is only said. */
  readonly action?: { readonly label: string; readonly icon?: IconName; readonly do: () => void };
}

/** Stands above the page's lower edge, where a thumb is, so that nothing jumps when it comes and goes. */
export class StaffNotice extends LitElement {
  static override properties = { notice: { attribute: false } };

  static override styles = [
    baseStyles,
    css`
      :host {
        position: fixed;
        inset-inline: 0;
        inset-block-end: 0;
        z-index: 5;
        display: block;
        padding: 0 var(--edge);
        margin-block-end: calc(var(--notice-end, var(--edge)) + env(safe-area-inset-bottom));
        pointer-events: none;
      }
      .notice {
        display: flex;
        align-items: center;
        gap: var(--gap-small);
        max-inline-size: 34rem;
        margin-inline: auto;
        padding: 0.6rem 0.6rem 0.6rem 1.1rem;
        min-block-size: 4rem;
        border-radius: var(--radius-card);
        background: var(--ink);
        color: var(--paper);
        box-shadow: var(--shadow);
        border: var(--line-width) solid var(--card-line);
        pointer-events: auto;
      }
      .urgent {
        background: var(--help);
        color: var(--on-help);
      }
      .words {
        flex: 1;
        min-inline-size: 0;
      }
      strong {
        display: block;
        font-weight: var(--weight-strong);
      }
      button {
        display: inline-flex;
        align-items: center;
        justify-content: center;
        min-inline-size: 3rem;
        min-block-size: 3rem;
        padding-inline: 0.6rem;
        border-radius: var(--radius-control);
        font-weight: var(--weight-strong);
        --icon-size: 1.4rem;
      }
      button:focus-visible {
        outline-color: currentColor;
      }
      .named {
        border: var(--line-width) solid currentColor;
        padding-inline: 1rem;
      }
    `,
  ];

  declare notice: Notice | undefined;

  override render(): TemplateResult {
    const { notice } = this;
    // Both stand there before there is anything to say: only then is what comes into them read aloud.
    return html`<div role="status">${notice?.urgent === false ? this.renderNotice(notice) : nothing}</div>
      <div role="alert">${notice?.urgent === true ? this.renderNotice(notice) : nothing}</div>`;
  }

  private renderNotice({ title, text, icon, urgent, action }: Notice): TemplateResult {
    return html`<div class="notice ${urgent ? 'urgent' : ''}">
      <hr-icon .name=${icon}></hr-icon>
      <p class="words">${title === undefined ? nothing : html`<strong>${title}</strong>`}${text}</p>
      ${
        action === undefined
          ? nothing
          : html`<button
              class=${action.icon === undefined ? 'named' : ''}
              aria-label=${action.label}
              @click=${() => action.do()}
            >
              ${action.icon === undefined ? action.label : html`<hr-icon .name=${action.icon}></hr-icon>`}
            </button>`
      }
    </div>`;
  }
}

customElements.define('hr-staff-notice', StaffNotice);
