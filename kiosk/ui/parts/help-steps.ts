import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { baseStyles } from '#kiosk/ui-kit/base-styles.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import '#kiosk/ui-kit/hr-icon.ts';
import { Slice, wordsContext } from '../state/contexts.ts';
import { isHelpedFromAfar } from '../state/afar.ts';
import type { HelpStage } from '../state/help-call.ts';

type Progress = 'done' | 'now' | 'open';

interface Step {
  readonly name: string;
  readonly progress: Progress;
}

/** The steps of a call as far as they truly are, by shape and word as well as by colour. */
export class HelpSteps extends LitElement {
  static override properties = { help: { attribute: false } };

  static override styles = [
    baseStyles,
    css`
      ol {
        display: grid;
        grid-auto-flow: column;
        grid-auto-columns: minmax(0, 1fr);
      }
      li {
        position: relative;
        display: flex;
        flex-direction: column;
        align-items: center;
        gap: calc(2 * var(--mm));
        text-align: center;
        /* Four words beside each other: from here on they would break, and they are large already. */
        font-size: min(var(--text-small), calc(7.4 * var(--mm)));
        font-weight: var(--weight-medium);
        line-height: 1.2;
        overflow-wrap: anywhere;
      }
      li::before {
        content: '';
        position: absolute;
        inset-block-start: calc(6.3 * var(--mm));
        inset-inline: -50% 50%;
        block-size: calc(1.4 * var(--mm));
        background: var(--line);
      }
      li:first-child::before {
        display: none;
      }
      li:is(.done, .now)::before {
        background: var(--accent);
      }
      .dot {
        position: relative;
        z-index: 1;
        display: grid;
        place-items: center;
        inline-size: calc(14 * var(--mm));
        block-size: calc(14 * var(--mm));
        border-radius: 50%;
        background: var(--card);
        border: calc(1.2 * var(--mm)) solid var(--line);
        --icon-size: calc(8 * var(--mm));
      }
      .done .dot {
        background: var(--accent);
        border-color: var(--accent);
        color: var(--on-accent);
      }
      .now .dot {
        background: var(--help);
        border-color: var(--help);
        color: var(--on-help);
      }
      .open {
        color: var(--muted);
      }
    `,
  ];

  declare help: HelpStage;

  private readonly words = new Slice(this, wordsContext);

  constructor() {
    super();
    this.help = { stage: 'none' };
  }

  override render(): TemplateResult {
    const words = this.words.value;
    return html`<ol aria-label=${words.text('shopper.help.steps')}>
      ${stepsOf(words, this.help).map(({ name, progress }) => this.step(name, progress))}
    </ol>`;
  }

  private step(name: string, progress: Progress): TemplateResult {
    const words = this.words.value;
    const key = { done: 'shopper.help.stepDone', now: 'shopper.help.stepNow', open: 'shopper.help.stepOpen' } as const;
    return html`<li class=${progress} aria-current=${progress === 'now' ? 'step' : nothing}>
      <span class="dot">
        ${progress === 'done' ? html`<hr-icon name="check"></hr-icon>` : nothing}
        ${progress === 'now' ? html`<hr-icon name="person-simple-walk"></hr-icon>` : nothing}
      </span>
      <span aria-hidden="true">${name}</span>
      <span class="visually-hidden">${words.text(key[progress], { step: name })}</span>
    </li>`;
  }
}

/** Nothing is claimed before it is so: nobody is on the way who has not said so. */
function stepsOf(words: Translator, help: HelpStage): readonly Step[] {
  const ticket = 'ticket' in help ? help.ticket : undefined;
  const taken = ticket?.status === 'acknowledged' || ticket?.status === 'attending';
  const there = ticket?.status === 'attending';
  const name = taken ? ticket.attendant : null;
  const heard: Step = {
    name: words.text('shopper.help.step.heard'),
    progress: help.stage === 'calling' ? 'now' : 'done',
  };
  const seen: Step = {
    name: name === null ? words.text('shopper.help.step.seen') : words.text('shopper.help.step.seenBy', { name }),
    progress: taken ? 'done' : 'open',
  };
  if (there && ticket.place === 'from-afar' && !isHelpedFromAfar(ticket)) {
    return [heard, seen, { name: words.text('shopper.help.step.fromAfar'), progress: 'done' }];
  }
  if (ticket !== undefined && isHelpedFromAfar(ticket)) {
    return [heard, seen, { name: words.text('shopper.help.step.afar'), progress: there ? 'done' : 'open' }];
  }
  const walking: Progress = taken && ticket.coming ? 'now' : 'open';
  return [
    heard,
    seen,
    { name: words.text('shopper.help.step.onTheWay'), progress: there ? 'done' : walking },
    { name: words.text('shopper.help.step.here'), progress: there ? 'done' : 'open' },
  ];
}

customElements.define('hr-help-steps', HelpSteps);
