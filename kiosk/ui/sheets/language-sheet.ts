import { css, html, LitElement, type TemplateResult } from 'lit';
import { languageFor } from '#kiosk/i18n/languages.ts';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-button.ts';
import { ask } from '../intents.ts';
import { sessionContext, Slice } from '../state/contexts.ts';
import { sheetStyles } from './sheet-styles.ts';

/** The languages in their own names; the basket stays as it is. */
export class LanguageSheet extends LitElement {
  static override styles = [
    baseStyles,
    sheetStyles,
    css`
      .choices {
        padding-block-end: var(--pad);
      }
    `,
  ];

  private readonly session = new Slice(this, sessionContext);

  override render(): TemplateResult {
    const { language, languages } = this.session.value;
    return html`<div class="choices two">
      ${languages.map(
        (tag) =>
          html`<hr-button
            lang=${tag}
            toggle
            ?pressed=${tag === language}
            @click=${() => ask(this, { name: 'chooseLanguage', input: { language: tag } }, true)}
            >${languageFor(tag).ownName}</hr-button
          >`,
      )}
    </div>`;
  }
}

customElements.define('hr-language-sheet', LanguageSheet);
