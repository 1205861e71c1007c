import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { languageFor } from '#kiosk/i18n/languages.ts';
import { baseStyles, cardStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-button.ts';
import { ask, intend } from '../intents.ts';
import {
  noticeContext,
  preferencesContext,
  roomContext,
  sessionContext,
  Slice,
  wordsContext,
} from '../state/contexts.ts';
import '../parts/notice-card.ts';
import '../parts/page-foot.ts';
import '../parts/scanner-drawing.ts';
import { screenStyles } from './screen-styles.ts';

/**
 * Nobody's basket yet: the whole screen asks for the first scan, in one's own language and as large as one needs it.
 */
export class WelcomeScreen extends LitElement {
  static override properties = { dismissed: { type: Number } };

  static override styles = [
    baseStyles,
    cardStyles,
    screenStyles,
    css`
      .content {
        display: grid;
        grid-template-areas: 'title' 'drawing' 'choices';
        grid-template-rows: auto minmax(calc(40 * var(--mm)), 1fr) auto;
        gap: calc(1.8 * var(--gap));
        padding-block: var(--gap) calc(2 * var(--gap));
      }
      .title {
        grid-area: title;
      }
      .title p {
        margin-block-start: calc(2 * var(--mm));
        font-size: var(--text-large);
      }
      .drawing {
        grid-area: drawing;
        display: grid;
        grid-template-rows: minmax(0, 1fr) auto;
        justify-items: center;
        gap: var(--gap);
        min-block-size: 0;
        padding: var(--pad);
      }
      /* Its words and buttons are never covered by what is below. */
      hr-notice-card.drawing {
        display: block;
        min-block-size: auto;
        padding: 0;
      }
      .content:has(hr-notice-card) {
        grid-template-rows: auto 1fr auto;
        gap: var(--gap);
        padding-block: 0 var(--gap);
      }
      .content:has(hr-notice-card) .title p {
        display: none;
      }
      hr-scanner-drawing {
        inline-size: 100%;
        block-size: 100%;
      }
      .place {
        padding: calc(2.6 * var(--mm)) calc(7 * var(--mm));
        border-radius: calc(4 * var(--mm));
        background: var(--ink);
        color: var(--card);
        font-weight: var(--weight-medium);
        text-align: center;
        text-wrap: balance;
        line-height: 1.2;
      }
      .choices {
        grid-area: choices;
        display: grid;
        gap: calc(1.4 * var(--gap));
      }
      .row {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, calc(56 * var(--mm) * var(--text-scale))), 1fr));
        gap: var(--gap);
      }
      .row.languages {
        grid-template-columns: repeat(auto-fit, minmax(min(100%, calc(50 * var(--mm) * var(--text-scale))), 1fr));
      }
      @container (orientation: landscape) {
        .content {
          grid-template-areas: 'title drawing' 'choices drawing';
          grid-template-columns: minmax(0, 1.1fr) minmax(0, 1fr);
          grid-template-rows: 1fr auto;
          column-gap: calc(2 * var(--pad));
        }
        .title {
          align-self: center;
        }
        .row.languages {
          grid-template-columns: repeat(2, minmax(0, 1fr));
        }
      }
    `,
  ];

  /** The notice that was put away by hand. */
  declare dismissed: number;

  private readonly words = new Slice(this, wordsContext);
  private readonly session = new Slice(this, sessionContext);
  private readonly notice = new Slice(this, noticeContext);
  private readonly preferences = new Slice(this, preferencesContext);
  private readonly room = new Slice(this, roomContext);

  constructor() {
    super();
    this.dismissed = -1;
  }

  override render(): TemplateResult {
    const words = this.words.value;
    const notice = this.notice.value;
    return html`
      <div class="content" @click=${this.touched}>
        <div class="title">
          <h1 tabindex="-1">${words.text('shopper.welcome.title')}</h1>
          <p class="muted">${words.text('shopper.welcome.touch')}</p>
        </div>
        ${
          notice === null || notice.noticeId === this.dismissed
            ? html`<div class="drawing card">
                <hr-scanner-drawing></hr-scanner-drawing>
                <p class="place">${words.text('shopper.welcome.scanner')}</p>
              </div>`
            : html`<hr-notice-card class="drawing" .notice=${notice}></hr-notice-card>`
        }
        <div class="choices">${this.languages()} ${this.easier()}</div>
      </div>
      <hr-page-foot>
        <hr-button variant="primary" size="large" icon-end="arrow-right" @click=${() => intend(this, { kind: 'begin' })}
          >${words.text('shopper.welcome.start')}</hr-button
        >
      </hr-page-foot>
    `;
  }

  private languages(): TemplateResult {
    const { language, languages } = this.session.value;
    return html`<div
      class="row languages"
      role="group"
      aria-label=${this.words.value.text('shopper.welcome.languages')}
    >
      ${languages.map(
        (tag) =>
          html`<hr-button
            size="small"
            lang=${tag}
            toggle
            ?pressed=${tag === language}
            @click=${() => ask(this, { name: 'chooseLanguage', input: { language: tag } })}
            >${languageFor(tag).ownName}</hr-button
          >`,
      )}
    </div>`;
  }

  private easier(): TemplateResult {
    const words = this.words.value;
    const { textScale, theme, lower } = this.preferences.value;
    return html`<div class="row" role="group" aria-label=${words.text('shopper.easier.title')}>
      <hr-button
        icon="text-aa"
        toggle
        ?pressed=${textScale > 1}
        @click=${() => intend(this, { kind: 'prefer', change: { textScale: textScale > 1 ? 1 : 1.5 } })}
        >${words.text('shopper.welcome.largeText')}</hr-button
      >
      <hr-button
        icon="circle-half"
        toggle
        ?pressed=${theme === 'contrast'}
        @click=${() => intend(this, { kind: 'prefer', change: { theme: theme === 'contrast' ? 'light' : 'contrast' } })}
        >${words.text('shopper.welcome.contrast')}</hr-button
      >
      ${
        this.room.value.canLower
          ? html`<hr-button
              icon="arrow-fat-lines-down"
              toggle
              ?pressed=${lower}
              @click=${() => intend(this, { kind: 'prefer', change: { lower: !lower } })}
              >${words.text('shopper.welcome.lower')}</hr-button
            >`
          : nothing
      }
    </div>`;
  }

  /** A touch anywhere that is not a button begins, too. */
  private readonly touched = (event: MouseEvent): void => {
    const onControl = event.composedPath().some((target) => target instanceof HTMLButtonElement);
    if (!onControl) intend(this, { kind: 'begin' });
  };
}

customElements.define('hr-welcome-screen', WelcomeScreen);
