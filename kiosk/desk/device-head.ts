import { css, html, LitElement, type TemplateResult } from 'lit';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import type { IconName } from '#kiosk/ui-kit/icons.ts';
import { DeskActEvent, type DeskDevice } from './desk-ask.ts';
import { panelStyles } from './panel-styles.ts';
import '#kiosk/ui-kit/hr-button.ts';
import '#kiosk/ui-kit/hr-icon.ts';

const ICONS: Readonly<Record<DeskDevice, IconName>> = {
  scanner: 'barcode',
  terminal: 'contactless-payment',
  printer: 'printer',
};

/**
 * What a device is and whether its plug is in: by word, shape and colour, with the hand at the plug beside it.
 *
 * @fires hr-desk-act - the plug is pulled or put back
 */
export class DeviceHead extends LitElement {
  static override properties = {
    device: { type: String },
    plugged: { type: Boolean },
    words: { attribute: false },
  };

  static override styles = [
    baseStyles,
    panelStyles,
    css`
      header {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.4rem var(--gap-small);
      }
      .what {
        flex: 1;
        min-inline-size: 9.65rem;
      }
      .plug {
        --icon-size: 1.25rem;
        display: inline-flex;
        align-items: center;
        gap: 0.35rem;
        font-size: var(--text-small);
        color: var(--accent-ink);
      }
      .out .plug {
        color: var(--stake-ink);
        font-weight: var(--weight-strong);
      }
    `,
  ];

  declare device: DeskDevice;
  declare plugged: boolean;
  declare words: Translator;

  override render(): TemplateResult {
    const { device, plugged, words } = this;
    const action = words.text(plugged ? 'desk.unplug' : 'desk.plugIn');
    return html`<header class=${plugged ? '' : 'out'}>
      <hr-icon .name=${ICONS[device]}></hr-icon>
      <div class="what">
        <h2>${words.text(`desk.${device}`)}</h2>
        <p class="plug" role="status">
          <hr-icon .name=${plugged ? 'plugs-connected' : 'plugs'}></hr-icon>
          ${words.text(plugged ? 'desk.plugged' : 'desk.unplugged')}
        </p>
      </div>
      <hr-button
        size="small"
        variant=${plugged ? 'secondary' : 'primary'}
        icon=${plugged ? 'plugs' : 'plugs-connected'}
        label="${action}: ${words.text(`desk.${device}`)}"
        @click=${() => this.dispatchEvent(new DeskActEvent({ command: 'deskPlug', input: { device, plugged: !plugged } }))}
      >
        ${action}
      </hr-button>
    </header>`;
  }
}

customElements.define('hr-device-head', DeviceHead);
