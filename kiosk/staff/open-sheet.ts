import { html, nothing, type TemplateResult } from 'lit';
import type { PersonView } from '#kiosk/api/staff.ts';
import type { LaneStatusView, TicketView } from '#kiosk/api/views.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import type { AroundDesk } from './afar/store-around.ts';
import { isRemote } from './afar/remote-calls.ts';
import type { OpenSheetEvent } from './calls/staff-intents.ts';
import type { LaneDesk } from './lanes/lane-sheet.ts';
import type { GoodDesk } from './making-good/make-good-sheet.ts';
import './afar/store-around.ts';
import './calls/hand-over-form.ts';
import './lanes/lane-sheet.ts';
import './making-good/make-good-sheet.ts';
import '#kiosk/ui-kit/hr-sheet.ts';

export type SheetName = OpenSheetEvent['sheet'];

/** What a sheet shows and whom it asks. */
export interface SheetScene {
  readonly sheet: SheetName | undefined;
  readonly me: PersonView;
  readonly people: readonly PersonView[];
  readonly lanes: ReadonlyMap<string, LaneStatusView>;
  readonly tickets: ReadonlyMap<string, TicketView>;
  readonly busy: ReadonlySet<string>;
  readonly connected: boolean;
  readonly words: Translator;
  readonly desk: LaneDesk & GoodDesk;
  readonly aroundDesk: AroundDesk;
  readonly onClose: () => void;
  readonly onIntent: (event: GlobalEventHandlersEventMap['hr-staff-intent']) => void;
}

const HEADINGS = {
  lane: 'common.lane',
  around: 'common.lane',
  'hand-over': 'staff.handOver.title',
  'make-good': 'staff.good.title',
} as const;

/** The one sheet of the page, over whatever is shown; closed when what it is about is gone. */
export function renderOpenSheet(scene: SheetScene): TemplateResult {
  const { sheet, words, lanes, onClose, onIntent } = scene;
  const ticket = sheet === undefined || sheet.type === 'lane' ? undefined : scene.tickets.get(sheet.ticketId);
  const lane = lanes.get(sheet?.type === 'lane' ? sheet.workstationId : (ticket?.workstationId ?? ''));
  const content = sheet === undefined ? undefined : contentOf(scene, sheet.type, ticket, lane);
  const number = lane?.laneNumber ?? ticket?.laneNumber ?? 0;
  return html`<hr-sheet
    placement="centre"
    heading=${words.text(HEADINGS[sheet?.type ?? 'lane'], { number })}
    close-label=${words.text('common.close')}
    .open=${content !== undefined}
    @hr-close=${onClose}
    @hr-good-enough=${onClose}
    @hr-staff-intent=${onIntent}
  >
    ${content ?? nothing}
  </hr-sheet>`;
}

function contentOf(
  scene: SheetScene,
  type: SheetName['type'],
  ticket: TicketView | undefined,
  lane: LaneStatusView | undefined,
): TemplateResult | undefined {
  const { words, me, desk, lanes, connected } = scene;
  if (type === 'lane') {
    if (lane === undefined) return undefined;
    return html`<hr-lane-sheet
      .lane=${lane}
      .lanes=${[...lanes.values()]}
      .desk=${desk}
      .words=${words}
      .role=${me.role}
      .connected=${connected}
    ></hr-lane-sheet>`;
  }
  if (ticket === undefined) return undefined;
  if (type === 'around') {
    return html`<hr-store-around .ticket=${ticket} .desk=${scene.aroundDesk} .words=${words}></hr-store-around>`;
  }
  const busy = scene.busy.has(ticket.ticketId);
  if (type === 'hand-over') {
    const colleagues = scene.people.filter(
      (one) => one.personId !== me.personId && one.duty === 'on' && !isRemote(one),
    );
    return html`<hr-hand-over-form
      .ticket=${ticket}
      .lane=${lane}
      .colleagues=${colleagues}
      .words=${words}
      .busy=${busy}
    ></hr-hand-over-form>`;
  }
  if (lane === undefined) return undefined;
  return html`<hr-make-good-sheet
    .ticket=${ticket}
    .lane=${lane}
    .desk=${desk}
    .words=${words}
    .me=${me}
    .busy=${busy}
  ></hr-make-good-sheet>`;
}
