import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { TicketView } from '#kiosk/api/views.ts';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-button.ts';
import type { IconName } from '#kiosk/ui-kit/icons.ts';
import { sheetStyles } from '../sheets/sheet-styles.ts';
import { Slice, wordsContext } from '../state/contexts.ts';
import type { HelpTopic, ShopperNeed } from '../state/help-call.ts';
import { wish } from '../help-wish.ts';

const TOPICS: readonly (readonly [HelpTopic, IconName])[] = [
  ['article', 'barcode'],
  ['price', 'tag'],
  ['payment', 'credit-card'],
  ['age', 'identification-card'],
  ['other', 'chat-circle-text'],
];

const NEEDS: readonly (readonly [ShopperNeed, IconName])[] = [
  ['walking', 'person-simple-walk'],
  ['hearing', 'ear'],
  ['sight', 'eyeglasses'],
  ['language', 'translate'],
  ['calm', 'flower-lotus'],
];

/**
 * What a shopper may say of her call: what it is about, what we should know of her, and that nobody else should notice.
 * None of it is needed; "just send someone" puts the questions away.
 *
 * @fires hr-help-wish - something was said
 */
export class HelpChoices extends LitElement {
  static override properties = { ticket: { attribute: false }, unasked: { state: true } };

  static override styles = [
    baseStyles,
    sheetStyles,
    css`
      :host {
        min-block-size: 0;
      }
      .choices {
        grid-template-columns: repeat(auto-fill, minmax(min(100%, calc(62 * var(--mm) * var(--text-scale))), 1fr));
        gap: var(--gap-small);
      }
      .thanks {
        margin-block-start: var(--gap-small);
        color: var(--accent-ink);
        font-weight: var(--weight-medium);
      }
    `,
  ];

  declare ticket: TicketView;
  /** The shopper would rather not be asked. */
  declare private unasked: boolean;

  private readonly words = new Slice(this, wordsContext);

  constructor() {
    super();
    this.unasked = false;
  }

  override render(): TemplateResult | typeof nothing {
    if (this.unasked) return nothing;
    return html`${this.topics()} ${this.needs()}`;
  }

  private topics(): TemplateResult {
    const words = this.words.value;
    const given = this.ticket.topic;
    return html`<section>
      <h3>
        ${words.text('shopper.help.about')}
        <span class="optional">(${words.text('shopper.help.optional')})</span>
      </h3>
      <div class="choices">
        ${TOPICS.map(([topic, icon]) =>
          this.toggle(icon, given === topic, words.text(`shopper.help.topic.${topic}`), () =>
            wish(this, { kind: 'topic', topic }),
          ),
        )}
        ${
          given === null
            ? html`<hr-button
                size="small"
                icon="paper-plane-tilt"
                @click=${() => {
                  this.unasked = true;
                }}
                >${words.text('shopper.help.topic.none')}</hr-button
              >`
            : nothing
        }
      </div>
      ${given === null ? nothing : html`<p class="thanks">${words.text('shopper.help.topicThanks')}</p>`}
    </section>`;
  }

  private needs(): TemplateResult {
    const words = this.words.value;
    const { needs, discreet } = this.ticket;
    return html`<section>
      <h3>
        ${words.text('shopper.help.needs')}
        <span class="optional">(${words.text('shopper.help.optional')})</span>
      </h3>
      <div class="choices">
        ${NEEDS.map(([need, icon]) =>
          this.toggle(icon, needs.includes(need), words.text(`shopper.help.need.${need}`), () =>
            wish(this, { kind: 'needs', needs: toggled(needs, need) }),
          ),
        )}
        ${this.toggle('bell-slash', discreet, words.text('shopper.help.discreet'), () =>
          wish(this, { kind: 'discreet', discreet: !discreet }),
        )}
      </div>
    </section>`;
  }

  private toggle(icon: IconName, pressed: boolean, label: string, press: () => void): TemplateResult {
    return html`<hr-button size="small" icon=${icon} toggle ?pressed=${pressed} @click=${press}>${label}</hr-button>`;
  }
}

function toggled(needs: readonly ShopperNeed[], need: ShopperNeed): readonly ShopperNeed[] {
  return needs.includes(need) ? needs.filter((other) => other !== need) : [...needs, need];
}

customElements.define('hr-help-choices', HelpChoices);
