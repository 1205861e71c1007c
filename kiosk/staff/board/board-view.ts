import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { BacklogView, BoardView as Board, PersonView } from '#kiosk/api/staff.ts';
import { isMessageKey } from '#kiosk/i18n/languages.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { baseStyles, cardStyles } from '#kiosk/ui-kit/base-styles.ts';
import { articleName } from '../calls/ticket-events.ts';
import { minutesAndSeconds } from '../calls/ticket-words.ts';
import { backlogTone } from './backlog-words.ts';
import { boardCsv } from './board-csv.ts';
import { boardStyles } from './board-styles.ts';
import '../runbooks/run-book.ts';
import './hour-chart.ts';
import '#kiosk/ui-kit/hr-button.ts';
import '#kiosk/ui-kit/hr-icon.ts';

/** How the store does today, for whoever leads it: of all people together, never of one. */
export class HrBoardView extends LitElement {
  static override properties = {
    board: { attribute: false },
    people: { attribute: false },
    backlog: { attribute: false },
    words: { attribute: false },
    now: { type: Number },
  };

  static override styles = [baseStyles, cardStyles, boardStyles];

  declare board: Board | undefined;
  declare people: readonly PersonView[];
  declare backlog: readonly BacklogView[];
  declare words: Translator;
  /** Epoch milliseconds at the store. */
  declare now: number;

  override render(): TemplateResult {
    const { board, words } = this;
    if (board === undefined) return html`<p class="muted">${words.text('common.moment')}</p>`;
    return html`${this.renderFigures(board)}
      <section class="card wide">
        <h2>${words.text('staff.board.byHour')}</h2>
        <hr-hour-chart .hours=${board.hours} .words=${words}></hr-hour-chart>
      </section>
      ${this.renderReasons(board)} ${this.renderStaffing(board)} ${this.renderPeople()} ${this.renderBacklog()}
      ${this.renderArticles(board)} ${this.renderMissed(board)}
      <p class="export">
        <hr-button icon="download-simple" @click=${() => this.export(board)}
          >${words.text('staff.board.export')}</hr-button
        >
      </p>`;
  }

  private renderFigures(board: Board): TemplateResult {
    const { words } = this;
    const open = words.text('staff.board.open', { count: board.open });
    const share = (name: string, value: number | null): TemplateResult =>
      this.renderFigure(name, percent(value, words));
    return html`<dl class="figures wide">
      ${this.renderFigure(words.text('staff.board.calls'), String(board.calls), open)}
      ${this.renderWaits(words.text('staff.board.answered'), board.acknowledgeSeconds)}
      ${this.renderWaits(words.text('staff.board.there'), board.arriveSeconds)}
      ${share(words.text('staff.board.promise'), board.promiseKeptShare)}
      ${share(words.text('staff.board.firstContact'), board.firstContactShare)}
      ${share(words.text('staff.board.easy'), board.easyShare)}
      ${share(words.text('staff.board.actionable'), board.actionableShare)}
      ${share(words.text('staff.board.falseAlarms'), board.falseAlarmShare)}
    </dl>`;
  }

  /** Four fifths large, because that is what shoppers are told; the half and the slowest beside it. */
  private renderWaits(name: string, waits: Board['acknowledgeSeconds']): TemplateResult {
    if (waits === null) return this.renderFigure(name, '–');
    const { words } = this;
    const [half, most] = [seconds(waits.p50), seconds(waits.p95)];
    return this.renderFigure(name, seconds(waits.p80), words.text('staff.board.spread', { half, most }));
  }

  private renderFigure(name: string, value: string, more?: string): TemplateResult {
    return html`<div class="card">
      <dt>${name}</dt>
      <dd class="value">${value}</dd>
      ${more === undefined ? nothing : html`<dd class="further">${more}</dd>`}
    </div>`;
  }

  private renderReasons({ interventionsPerHundred: reasons }: Board): TemplateResult {
    const { words } = this;
    const most = Math.max(1, ...reasons.map(({ count }) => count));
    return html`<section class="card">
      <h2>${words.text('staff.board.perHundred')}</h2>
      ${
        reasons.length === 0
          ? html`<p class="muted">${words.text('staff.board.none')}</p>`
          : html`<ul class="bars">
              ${reasons.map(({ reason, count, perHundred }) => {
                const key = `ticket.reason.${reason}`;
                const name = isMessageKey(key) ? words.text(key) : reason;
                return html`<li>
                  <span>${name}</span><b class="figures-of">${oneDecimal(perHundred, words)}</b>
                  <progress max=${most} value=${count} aria-label=${name}></progress>
                </li>`;
              })}
            </ul>`
      }
    </section>`;
  }

  private renderStaffing({ staffing }: Board): TemplateResult {
    const { words } = this;
    return html`<section class="card">
      <h2>${words.text('staff.board.planning')}</h2>
      <p class="muted">${words.text('staff.board.planningHint')}</p>
      ${
        staffing.length === 0
          ? html`<p class="muted">${words.text('staff.board.none')}</p>`
          : html`<table>
              <thead>
                <tr>
                  <th scope="col">${words.text('staff.board.people')}</th>
                  <th scope="col">${words.text('staff.board.within30')}</th>
                  <th scope="col">${words.text('staff.board.busy')}</th>
                </tr>
              </thead>
              <tbody>
                ${staffing.map(
                  ({ staff, answeredWithin30, occupancy }) =>
                    html`<tr>
                      <th scope="row">${staff}</th>
                      <td>${percent(answeredWithin30, words)}</td>
                      <td>${percent(occupancy, words)}</td>
                    </tr>`,
                )}
              </tbody>
            </table>`
      }
    </section>`;
  }

  private renderPeople(): TemplateResult {
    const { words } = this;
    const there = this.people.filter(({ duty }) => duty !== 'off');
    return html`<section class="card">
      <h2>${words.text('staff.board.onDuty')}</h2>
      ${
        there.length === 0
          ? html`<p class="muted">${words.text('staff.board.nobody')}</p>`
          : html`<ul class="people">
              ${there.map(
                ({ firstName, role, duty, attending }) =>
                  html`<li>
                    <hr-icon name="user"></hr-icon><span><b>${firstName}</b>, ${words.text(`staff.role.${role}`)}</span>
                    <span class="muted"
                      >${words.text(attending.length > 0 ? 'staff.board.helping' : `staff.duty.${duty}`)}</span
                    >
                  </li>`,
              )}
            </ul>`
      }
    </section>`;
  }

  private renderBacklog(): TemplateResult {
    const { words, now } = this;
    return html`<section class="card">
      <h2>${words.text('staff.board.sending')}</h2>
      ${
        this.backlog.length === 0
          ? html`<p class="muted">${words.text('staff.board.none')}</p>`
          : html`<ul class="backlog">
              ${this.backlog.map((each) => {
                const tone = backlogTone(each, now);
                const { origin, to, pending, oldestUnsettledAt, state } = each;
                const age = oldestUnsettledAt === null ? '' : minutesAndSeconds(now - oldestUnsettledAt);
                return html`<li class=${tone}>
                  <hr-icon name=${tone === 'calm' ? 'check-circle-fill' : 'warning-circle-fill'}></hr-icon>
                  <span
                    ><b>${origin}</b> → ${words.text(`staff.backlog.to.${to}`)}<br />
                    ${words.text(`staff.backlog.${state}`)}
                    ${pending === 0 ? nothing : `(${words.text('staff.backlog.pending', { count: pending, age })})`}</span
                  >
                </li>`;
              })}
            </ul>`
      }
      ${
        this.backlog.some((each) => backlogTone(each, now) !== 'calm')
          ? html`<hr-run-book .words=${words} .first=${words.text('staff.steps')}></hr-run-book>`
          : nothing
      }
    </section>`;
  }

  private renderArticles({ articlesRead }: Board): TemplateResult | typeof nothing {
    if (articlesRead.length === 0) return nothing;
    return html`<section class="card">
      <h2>${this.words.text('staff.board.articles')}</h2>
      <ul class="bars">
        ${articlesRead.map(
          ({ articleId, count }) => html`<li><span>${articleName(articleId)}</span><b>${count}</b></li>`,
        )}
      </ul>
    </section>`;
  }

  /** What whoever keeps answers and articles may add. */
  private renderMissed({ missedSearches }: Board): TemplateResult {
    const { words } = this;
    return html`<section class="card">
      <h2>${words.text('staff.board.missed')}</h2>
      ${
        missedSearches.length === 0
          ? html`<p class="muted">${words.text('staff.board.none')}</p>`
          : html`<ul class="bars">
              ${missedSearches.map(
                ({ about, text, count }) =>
                  html`<li>
                    <span>${text} <small class="muted">${words.text(`staff.board.missed.${about}`)}</small></span
                    ><b>${count}</b>
                  </li>`,
              )}
            </ul>`
      }
    </section>`;
  }

  private export(board: Board): void {
    const address = URL.createObjectURL(new Blob([boardCsv(board)], { type: 'text/csv;charset=utf-8' }));
    const link = document.createElement('a');
    link.href = address;
    link.download = `handrail-board-${board.businessDay}.csv`;
    link.click();
    URL.revokeObjectURL(address);
  }
}

function percent(share: number | null, words: Translator): string {
  return share === null ? '–' : new Intl.NumberFormat(words.language, { style: 'percent' }).format(share);
}

function oneDecimal(value: number, words: Translator): string {
  return new Intl.NumberFormat(words.language, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value);
}

function seconds(value: number): string {
  return minutesAndSeconds(value * 1_000);
}

customElements.define('hr-board-view', HrBoardView);
