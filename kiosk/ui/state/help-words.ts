import type { TicketView } from '#kiosk/api/views.ts';
import type { MessageKey } from '#kiosk/i18n/languages.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import { afarWords, isHelpedFromAfar } from './afar.ts';
import type { HelpStage } from './help-call.ts';
import { type WaitSaid, waitSaid } from './shown-wait.ts';

/** What the page says of a call. */
export interface HelpWords {
  /** Changes when something has happened, and not when only time went by: then it is said aloud. */
  readonly news: string;
  readonly title: string;
  /** Sentences below it, the most important first. */
  readonly more: readonly string[];
}

type Waiting = Extract<HelpStage, { readonly ticket: TicketView }>;

/**
 * @param paid whether the basket is paid; otherwise its articles stay as they are
 * @param now milliseconds of the page's clock that only goes forward
 */
export function helpWords(words: Translator, help: HelpStage, paid: boolean, now: number): HelpWords {
  const stays = words.text(paid ? 'shopper.help.paid' : 'shopper.help.stays');
  switch (help.stage) {
    case 'none':
    case 'calling': {
      const delayed = help.stage === 'calling' && help.delayed;
      const title = words.text(delayed ? 'shopper.help.notSent' : 'shopper.help.calling');
      return { news: `calling ${delayed}`, title, more: [stays] };
    }
    case 'raised':
      return waitingWords(words, help, stays, now);
    case 'acknowledged':
      return takenWords(words, help, stays, now);
    case 'attending': {
      if (isHelpedFromAfar(help.ticket)) return afarHelp(words, help.ticket, stays);
      const key = help.ticket.place === 'from-afar' ? 'shopper.help.hereFromAfar' : 'shopper.help.here';
      return { news: key, title: words.text(key, { name: nameOf(help.ticket) }), more: [stays] };
    }
    case 'ended':
      return endedWords(words, help);
  }
}

function waitingWords(words: Translator, help: Waiting, stays: string, now: number): HelpWords {
  const { ticket } = help;
  const { promise } = ticket;
  const said = waitSaid(help.wait, ticket, now);
  if (promise?.unattended === true) {
    const more = [words.text('shopper.help.unattended.next'), words.text('shopper.help.unattended.till')];
    return { news: 'unattended', title: words.text('shopper.help.unattended'), more };
  }
  if (promise?.missed === true || said.say === 'overdue') return lateWords(words, ticket, said);
  const place = placeWords(words, promise?.placeInLine ?? 0);
  const back = backInLine(words, ticket);
  if (back !== undefined) {
    return {
      news: `back ${ticket.reopenedAt}`,
      title: back,
      more: [timeWords(words, said), place, stays].filter(isSaid),
    };
  }
  const more = [place, said.say === 'unknown' ? words.text('shopper.help.timeUnknown') : '', stays];
  if (said.say === 'long') more.unshift(words.text('shopper.help.otherWays'));
  return { news: `raised ${said.say}`, title: comingWords(words, said), more: more.filter(isSaid) };
}

function comingWords(words: Translator, said: WaitSaid): string {
  switch (said.say) {
    case 'within':
      return words.text('shopper.help.comesWithin', { time: lengthWords(words, said.seconds) });
    case 'soon':
      return words.text('shopper.help.comesSoon');
    case 'long':
      return words.text('shopper.help.comesLong');
    case 'unsaid':
    case 'unknown':
    case 'overdue':
      return words.text('shopper.help.comes');
  }
}

/** It took longer than was said: sorry, why, and what happens now. */
function lateWords(words: Translator, ticket: TicketView, said: WaitSaid): HelpWords {
  const { promise, reopenedAt } = ticket;
  const escalation = promise?.escalation ?? 'none';
  const why = reopenedAt === null ? 'shopper.help.late.nobodyYet' : 'shopper.help.late.heldUp';
  const known = promise?.missed === true;
  const more = known
    ? [words.text(why), words.text(ESCALATED[escalation]), timeWords(words, said)]
    : [words.text('shopper.help.timeUnknown'), words.text('shopper.help.otherWays')];
  return { news: `late ${known} ${escalation}`, title: words.text('shopper.help.late'), more: more.filter(isSaid) };
}

const ESCALATED = {
  none: 'shopper.help.late.calledAgain',
  'all-on-shift': 'shopper.help.late.everybody',
  lead: 'shopper.help.late.lead',
  manager: 'shopper.help.late.manager',
  'last-resort': 'shopper.help.late.lastResort',
} as const satisfies Record<NonNullable<TicketView['promise']>['escalation'], MessageKey>;

function takenWords(words: Translator, help: Waiting, stays: string, now: number): HelpWords {
  const { ticket } = help;
  if (isHelpedFromAfar(ticket)) return afarHelp(words, ticket, stays);
  const name = nameOf(ticket);
  const said = waitSaid(help.wait, ticket, now);
  const late = ticket.promise?.missed === true || said.say === 'overdue';
  const sorry = late ? words.text('shopper.help.late') : '';
  const news = `taken ${ticket.coming} ${late} ${name}`;
  const key = ticket.coming ? 'shopper.help.named' : 'shopper.help.comesAfter';
  return { news, title: words.text(key, { name }), more: [sorry, timeWords(words, said), stays].filter(isSaid) };
}

function afarHelp(words: Translator, ticket: TicketView, stays: string): HelpWords {
  const more = ticket.status === 'attending' ? [words.text('shopper.help.afar.how'), stays] : [stays];
  return { news: `afar ${ticket.status} ${ticket.helper?.personId}`, title: afarWords(ticket, words), more };
}

/** Somebody had it and does not have it any more, or the shopper asked for somebody else. */
function backInLine(words: Translator, { reopenedAt, handOver, insisted }: TicketView): string | undefined {
  if (insisted && handOver?.at !== reopenedAt) return words.text('shopper.help.back.insisted');
  if (reopenedAt === null) return undefined;
  if (handOver?.at !== reopenedAt) return words.text('shopper.help.back.lapsed');
  const { from, to } = handOver;
  if (to === null) return words.text('shopper.help.back.passedOn', { from });
  return words.text('shopper.help.back.passedTo', { from, to: to.firstName });
}

function endedWords(words: Translator, help: Extract<HelpStage, { readonly stage: 'ended' }>): HelpWords {
  const { how, by, ease } = help;
  const news = `ended ${how} ${ease}`;
  if (how === 'withdrawn') return { news, title: words.text('shopper.help.withdrawn'), more: [] };
  if (how === 'over' || by === null) return { news, title: words.text('shopper.help.ended'), more: [] };
  return { news, title: words.text('shopper.help.settledBy', { name: by }), more: [words.text('shopper.help.again')] };
}

function timeWords(words: Translator, said: WaitSaid): string {
  if (said.say === 'within') return words.text('shopper.help.within', { time: lengthWords(words, said.seconds) });
  if (said.say === 'long') return words.text('shopper.help.comesLong');
  return said.say === 'unknown' ? words.text('shopper.help.timeUnknown') : '';
}

function placeWords(words: Translator, placeInLine: number): string {
  if (placeInLine < 1) return '';
  if (placeInLine === 1) return words.text('shopper.help.next');
  return words.text('shopper.help.before', { count: placeInLine - 1 });
}

/** "45 seconds", "1 minute", "90 seconds". */
function lengthWords(words: Translator, seconds: number): string {
  if (seconds % 60 !== 0) return words.text('shopper.help.seconds', { count: seconds });
  return words.text('shopper.help.minutes', { count: seconds / 60 });
}

function nameOf({ attendant }: TicketView): string {
  return attendant ?? '';
}

function isSaid(sentence: string): boolean {
  return sentence !== '';
}
