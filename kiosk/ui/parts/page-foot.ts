import { css, html, LitElement, type TemplateResult } from 'lit';
import { languageFor } from '#kiosk/i18n/languages.ts';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-button.ts';
import { intend } from '../intents.ts';
import { preferencesContext, Slice, wordsContext } from '../state/contexts.ts';

/**
 * The bottom of every screen: language and easier use at the start side, the way forward at the end side.
 *
 * @slot lead - what is said beside the way forward, such as the total
 * @slot - the ways on, the one forward last
 */
export class PageFoot extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        gap: var(--gap);
        padding: var(--foot-pad) var(--edge);
        background: var(--card);
        border-block-start: var(--line-width) solid var(--card-line);
        border-start-start-radius: calc(1.6 * var(--radius-card));
        border-start-end-radius: calc(1.6 * var(--radius-card));
        box-shadow: var(--shadow);
        position: relative;
        z-index: 1;
      }
      .forward {
        display: flex;
        flex-wrap: wrap;
        align-items: stretch;
        justify-content: flex-end;
        gap: var(--gap);
        min-inline-size: 0;
      }
      ::slotted([slot='lead']) {
        flex: 1 1 auto;
      }
      ::slotted(hr-button) {
        flex: 1 1 0;
        min-inline-size: min(100%, calc(60 * var(--mm)));
      }
      .preferences {
        display: flex;
        align-items: center;
        gap: var(--gap-small);
      }
      .sound {
        margin-inline-start: auto;
      }
      @container (orientation: landscape) {
        :host {
          grid-template-columns: auto minmax(0, 1fr);
          align-items: center;
          min-block-size: calc(var(--control-large) + 2 * var(--foot-pad) + 4px);
        }
        .preferences {
          grid-area: 1 / 1;
        }
        .forward {
          grid-area: 1 / 2;
        }
        .sound {
          margin-inline-start: 0;
        }
        ::slotted(hr-button) {
          flex: 0 1 auto;
        }
        @container style(--crowded: yes) {
          .word {
            display: none;
          }
        }
      }
    `,
  ];

  private readonly words = new Slice(this, wordsContext);
  private readonly preferences = new Slice(this, preferencesContext);

  override render(): TemplateResult {
    const words = this.words.value;
    const { muted } = this.preferences.value;
    return html`
      <div class="forward"><slot name="lead"></slot><slot></slot></div>
      <div class="preferences">
        <hr-button
          id="language"
          size="small"
          variant="pill"
          icon="globe"
          label="${languageFor(words.language).ownName}: ${words.text('shopper.welcome.languages')}"
          @click=${() => intend(this, { kind: 'open', what: { sheet: 'language' } })}
          ><span class="word">${languageFor(words.language).ownName}</span></hr-button
        >
        <hr-button
          id="easier"
          size="small"
          variant="pill"
          icon="person-arms-spread"
          label=${words.text('shopper.easier.button')}
          @click=${() => intend(this, { kind: 'open', what: { sheet: 'easier' } })}
          ><span class="word">${words.text('shopper.easier.button')}</span></hr-button
        >
        <hr-button
          class="sound"
          size="small"
          variant="pill"
          icon=${muted ? 'speaker-slash' : 'speaker-high'}
          label=${words.text(muted ? 'shopper.sound.off' : 'shopper.sound.on')}
          @click=${() => intend(this, { kind: 'prefer', change: { muted: !muted } })}
        ></hr-button>
      </div>
    `;
  }
}

customElements.define('hr-page-foot', PageFoot);
