import { html, LitElement, type TemplateResult } from 'lit';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import '#kiosk/ui-kit/hr-icon.ts';
import { Slice, wordsContext } from '../state/contexts.ts';
import { messageStyles, screenStyles } from './screen-styles.ts';

/**
 * The page has no connection to its lane. Before the first one it only says so; later the basket is kept, and says
 * that, too; a page of another version says that the lane needs a fresh start.
 */
export class LostScreen extends LitElement {
  static override properties = { state: { type: String } };

  static override styles = [baseStyles, screenStyles, messageStyles];

  declare state: 'starting' | 'lost' | 'outdated';

  private readonly words = new Slice(this, wordsContext);

  constructor() {
    super();
    this.state = 'starting';
  }

  override render(): TemplateResult {
    const words = this.words.value;
    if (this.state === 'starting') {
      return html`<div class="content message"><h1 tabindex="-1">${words.text('common.moment')}</h1></div>`;
    }
    const outdated = this.state === 'outdated';
    return html`<div class="content message">
      <span class="sign ${outdated ? 'attention' : 'calm'}">
        <hr-icon name=${outdated ? 'storefront' : 'plugs'}></hr-icon>
      </span>
      <h1 tabindex="-1">${words.text(outdated ? 'shopper.outdated.title' : 'shopper.lost.title')}</h1>
      <p class="strong">${words.text(outdated ? 'shopper.outdated.text' : 'shopper.lost.text')}</p>
      <p class="muted">${outdated ? '' : words.text('shopper.lost.longer')}</p>
    </div>`;
  }
}

customElements.define('hr-lost-screen', LostScreen);
