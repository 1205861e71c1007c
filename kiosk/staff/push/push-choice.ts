import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import type { StaffSession } from '../sign-in/staff-session.ts';
import { type PushState, pushState, turnPushOff, turnPushOn } from './push-subscription.ts';
import '#kiosk/ui-kit/hr-button.ts';

/** Whether this device is called while the page is closed. Not there where it cannot be. */
export class PushChoice extends LitElement {
  static override properties = {
    session: { attribute: false },
    words: { attribute: false },
    push: { state: true },
    busy: { state: true },
  };

  static override styles = [
    baseStyles,
    css`
      p {
        margin-block-end: 0.4rem;
      }
      .name {
        font-weight: var(--weight-medium);
      }
    `,
  ];

  declare session: StaffSession | undefined;
  declare words: Translator;
  declare private push: PushState;
  declare private busy: boolean;

  constructor() {
    super();
    this.push = 'impossible';
    this.busy = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.become(async (session) => pushState(session));
  }

  override render(): TemplateResult | typeof nothing {
    const { push, words } = this;
    if (push === 'impossible') return nothing;
    return html`<div role="group" aria-labelledby="push">
      <p id="push" class="name">${words.text('staff.push')}</p>
      ${
        push === 'blocked'
          ? html`<p>${words.text('staff.push.blocked')}</p>`
          : html`<hr-button size="small" toggle .pressed=${push === 'on'} ?disabled=${this.busy} @click=${this.turn}>
              ${words.text('staff.push.on')}
            </hr-button>`
      }
    </div>`;
  }

  private readonly turn = (): void => {
    const { push, words } = this;
    void this.become(async (session) => (push === 'on' ? turnPushOff(session) : turnPushOn(session, words.language)));
  };

  private async become(work: (session: StaffSession) => Promise<PushState>): Promise<void> {
    const { session } = this;
    if (session === undefined || this.busy) return;
    this.busy = true;
    try {
      this.push = await work(session);
    } catch {
      // The store or the push service cannot be reached: it stays as it was, and another touch tries again.
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('hr-push-choice', PushChoice);

declare global {
  interface HTMLElementTagNameMap {
    'hr-push-choice': PushChoice;
  }
}
