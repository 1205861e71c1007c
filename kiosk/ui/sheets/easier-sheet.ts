import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import type { MessageKey } from '#kiosk/i18n/languages.ts';
import type { TextScale, Theme } from '#kiosk/ui-kit/appearance.ts';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-button.ts';
import type { IconName } from '#kiosk/ui-kit/icons.ts';
import { intend } from '../intents.ts';
import { preferencesContext, roomContext, Slice, wordsContext } from '../state/contexts.ts';
import type { Preferences } from '../state/preferences.ts';
import { sheetStyles } from './sheet-styles.ts';

const TEXTS: readonly (readonly [TextScale, MessageKey])[] = [
  [1, 'shopper.easier.textNormal'],
  [1.5, 'shopper.easier.textLarge'],
  [2, 'shopper.easier.textLargest'],
];

const COLOURS: readonly (readonly [Theme, MessageKey, IconName])[] = [
  ['light', 'shopper.easier.light', 'sun'],
  ['dark', 'shopper.easier.dark', 'moon'],
  ['contrast', 'shopper.easier.contrast', 'circle-half'],
];

/** Larger text, other colours, everything lower, sound: each works at once, on whatever screen one is. */
export class EasierSheet extends LitElement {
  static override styles = [
    baseStyles,
    sheetStyles,
    css`
      .resets {
        color: var(--muted);
        font-size: var(--text-small);
        padding-block-end: var(--pad);
      }
    `,
  ];

  private readonly words = new Slice(this, wordsContext);
  private readonly preferences = new Slice(this, preferencesContext);
  private readonly room = new Slice(this, roomContext);

  override render(): TemplateResult {
    const words = this.words.value;
    const { textScale, theme, lower, muted } = this.preferences.value;
    return html`
      ${this.group(
        'shopper.easier.text',
        TEXTS.map(([scale, name]) =>
          this.choice(words.text(name), textScale === scale, { textScale: scale }, 'text-aa'),
        ),
      )}
      ${this.group(
        'shopper.easier.colours',
        COLOURS.map(([value, name, icon]) => this.choice(words.text(name), theme === value, { theme: value }, icon)),
      )}
      ${
        this.room.value.canLower
          ? this.group('shopper.easier.height', [
              this.choice(words.text('shopper.easier.heightNormal'), !lower, { lower: false }),
              this.choice(words.text('shopper.easier.heightLower'), lower, { lower: true }, 'arrow-fat-lines-down'),
            ])
          : nothing
      }
      ${this.group('shopper.sound.title', [
        this.choice(words.text('shopper.sound.on'), !muted, { muted: false }, 'speaker-high'),
        this.choice(words.text('shopper.sound.off'), muted, { muted: true }, 'speaker-slash'),
      ])}
      <p class="resets">${words.text('shopper.easier.resets')}</p>
    `;
  }

  private group(title: MessageKey, choices: readonly TemplateResult[]): TemplateResult {
    return html`<section>
      <h3>${this.words.value.text(title)}</h3>
      <div class="choices">${choices}</div>
    </section>`;
  }

  private choice(name: string, chosen: boolean, change: Partial<Preferences>, icon?: IconName): TemplateResult {
    return html`<hr-button
      toggle
      .icon=${icon}
      ?pressed=${chosen}
      @click=${() => intend(this, { kind: 'prefer', change })}
      >${name}</hr-button
    >`;
  }
}

customElements.define('hr-easier-sheet', EasierSheet);
