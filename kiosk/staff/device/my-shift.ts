import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { CommandOutput } from '#kiosk/api/commands.ts';
import type { PersonView } from '#kiosk/api/staff.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { baseStyles, cardStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-button.ts';
import '#kiosk/ui-kit/hr-icon.ts';

type Shift = CommandOutput<'myShift'>;

/** On duty, on a break, or gone. */
export class DutyEvent extends Event {
  readonly duty: 'on' | 'break' | 'out';

  constructor(duty: DutyEvent['duty']) {
    super('hr-duty', { bubbles: true, composed: true });
    this.duty = duty;
  }
}

/**
 * What one person sees of the own shift, and nobody else does.
 *
 * @fires hr-duty - a break begins or ends, or the person signs out
 */
export class MyShift extends LitElement {
  static override properties = {
    person: { attribute: false },
    duty: { type: String },
    shift: { attribute: false },
    words: { attribute: false },
    busy: { type: Boolean },
  };

  static override styles = [
    baseStyles,
    cardStyles,
    css`
      :host {
        display: grid;
        gap: var(--gap);
      }
      .who {
        display: flex;
        align-items: center;
        gap: 0.9rem;
      }
      .initial {
        flex: none;
        display: grid;
        place-items: center;
        inline-size: 3.4rem;
        block-size: 3.4rem;
        border-radius: 50%;
        background: var(--accent-soft);
        color: var(--accent-ink);
        font-size: var(--text-heading);
        font-weight: var(--weight-title);
      }
      .name {
        font-size: var(--text-heading);
        font-weight: var(--weight-title);
        line-height: 1.15;
        overflow-wrap: anywhere;
      }
      .role {
        color: var(--muted);
      }
      .row {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr));
        gap: var(--gap-small);
        --icon-size: 1.4rem;
      }
      .figures {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(6.5rem, 1fr));
        gap: var(--gap-small);
        padding: 1rem 1.1rem;
      }
      .figures div {
        display: flex;
        flex-direction: column-reverse;
        justify-content: flex-end;
      }
      dl,
      dd {
        margin: 0;
      }
      dd {
        font-size: 1.7rem;
        font-weight: var(--weight-title);
        line-height: 1.2;
      }
      dt,
      .only {
        color: var(--muted);
        font-size: var(--text-small);
      }
    `,
  ];

  declare person: Pick<PersonView, 'firstName' | 'role'>;
  declare duty: PersonView['duty'];
  declare shift: Shift | undefined;
  declare words: Translator;
  declare busy: boolean;

  override render(): TemplateResult {
    const { person, words, duty } = this;
    return html`<div class="who">
        <span class="initial" aria-hidden="true">${person.firstName.slice(0, 1)}</span>
        <div>
          <p class="name">${person.firstName}</p>
          <p class="role">${words.text(`staff.role.${person.role}`)}, ${words.text(`staff.duty.${duty}`)}</p>
        </div>
      </div>
      <div class="row">
        ${
          duty === 'on'
            ? this.renderButton('break', 'pause', words.text('staff.break.begin'))
            : this.renderButton('on', 'check', words.text('staff.break.end'))
        }
        ${this.renderButton('out', 'door', words.text('staff.signOut'))}
      </div>
      ${this.renderFigures()}`;
  }

  private renderButton(duty: DutyEvent['duty'], icon: 'pause' | 'check' | 'door', text: string): TemplateResult {
    return html`<hr-button
      .icon=${icon}
      variant=${duty === 'on' ? 'primary' : 'secondary'}
      ?disabled=${this.busy}
      @click=${() => this.dispatchEvent(new DutyEvent(duty))}
    >
      ${text}
    </hr-button>`;
  }

  private renderFigures(): TemplateResult | typeof nothing {
    const { shift, words } = this;
    if (shift === undefined) return nothing;
    const figure = (name: string, value: number): TemplateResult =>
      html`<div>
        <dt>${name}</dt>
        <dd class="number">${Math.round(value)}</dd>
      </div>`;
    return html`<dl class="card figures">
        ${figure(words.text('staff.shift.minutes'), shift.onDutyMinutes)}
        ${figure(words.text('staff.shift.settled'), shift.settled)}
        ${figure(words.text('staff.shift.weighted'), shift.weightedMinutes)}
      </dl>
      <p class="only">${words.text('staff.shift.only')}</p>`;
  }
}

customElements.define('hr-my-shift', MyShift);

declare global {
  interface GlobalEventHandlersEventMap {
    'hr-duty': DutyEvent;
  }
}
