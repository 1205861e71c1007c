import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-button.ts';
import '#kiosk/ui-kit/hr-icon.ts';
import type { MessageKey } from '#kiosk/i18n/languages.ts';
import { intend } from '../intents.ts';
import { Slice, wordsContext } from '../state/contexts.ts';
import { isHelpedFromAfar } from '../state/afar.ts';
import type { HelpStage } from '../state/help-call.ts';

/** The top of every screen: whose shop this is, and Help, always in the same place. */
export class PageHeader extends LitElement {
  static override properties = {
    storeName: { type: String },
    laneNumber: { type: Number },
    test: { type: Boolean },
    help: { attribute: false },
  };

  static override styles = [
    baseStyles,
    css`
      :host {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: var(--gap);
        padding: var(--header-pad) var(--edge);
      }
      .brand {
        display: flex;
        align-items: center;
        gap: calc(4 * var(--mm));
        min-inline-size: 0;
      }
      .mark {
        display: grid;
        place-items: center;
        flex: none;
        inline-size: calc(16 * var(--mm));
        block-size: calc(16 * var(--mm));
        border-radius: calc(4 * var(--mm));
        background: var(--accent);
        color: var(--on-accent);
        --icon-size: calc(10 * var(--mm));
      }
      .name {
        display: flex;
        flex-direction: column;
        min-inline-size: 0;
        font-size: min(var(--text-large), calc(13 * var(--mm)));
        font-weight: var(--weight-medium);
        line-height: 1.1;
        overflow-wrap: anywhere;
      }
      .small {
        font-size: min(var(--text-small), calc(8 * var(--mm)));
        font-weight: var(--weight-normal);
        color: var(--muted);
      }
      hr-button {
        flex: none;
        /* In the same place even where the words beside it need a second line. */
        align-self: start;
        max-inline-size: 62%;
        --icon-size: calc(10 * var(--mm));
      }
    `,
  ];

  declare storeName: string;
  /** As people call the lane: it stands on its sign, and is what one tells a colleague. Undefined until it is known. */
  declare laneNumber: number | undefined;
  declare test: boolean;
  declare help: HelpStage;

  private readonly words = new Slice(this, wordsContext);

  constructor() {
    super();
    this.storeName = '';
    this.laneNumber = undefined;
    this.test = false;
    this.help = { stage: 'none' };
  }

  override render(): TemplateResult {
    const words = this.words.value;
    const said = buttonWords(this.help);
    return html`
      <div class="brand">
        <span class="mark"><hr-icon name="hand-heart-fill"></hr-icon></span>
        <span class="name">
          <bdi>${this.storeName}</bdi>
          ${
            this.laneNumber === undefined
              ? nothing
              : html`<span class="small figures">${words.text('common.lane', { number: this.laneNumber })}</span>`
          }
          ${this.test ? html`<span class="small">${words.text('shopper.test')}</span>` : nothing}
        </span>
      </div>
      <hr-button
        id="help"
        variant="help"
        icon=${said === 'shopper.help.buttonComing' ? 'person-simple-walk' : 'hand-palm-fill'}
        @click=${() => intend(this, { kind: 'help' })}
        >${words.text(said)}</hr-button
      >
    `;
  }
}

function buttonWords(help: HelpStage): MessageKey {
  switch (help.stage) {
    case 'none':
    case 'ended':
      return 'shopper.help.button';
    case 'calling':
    case 'raised':
      return 'shopper.help.buttonCalled';
    case 'acknowledged':
      return help.ticket.coming ? 'shopper.help.buttonComing' : 'shopper.help.buttonSeen';
    case 'attending':
      return isHelpedFromAfar(help.ticket) ? 'shopper.help.buttonAfar' : 'shopper.help.buttonHere';
  }
}

customElements.define('hr-page-header', PageHeader);
