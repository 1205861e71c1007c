import type { CommandHandlers } from '#kiosk/api/server/ports.ts';
import type { ArticleView } from '#kiosk/api/views.ts';
import type { Article } from '#kiosk/core/catalogue/article.ts';
import { isRejection, type Rejection } from '#kiosk/core/rejection.ts';
import type { TicketId } from '#kiosk/core/values/identifiers.ts';
import type { AssistDesk } from './assist-desk.ts';
import { readCatalogue } from './catalogue-reads.ts';
import type { HelpShelf } from './help-shelf.ts';
import type { Cashier } from './cashier.ts';
import type { IdleWatch } from './idle-watch.ts';
import type { LaneCore } from './lane-core.ts';
import type { MissedSearches } from './missed-searches.ts';
import type { ReceiptDesk } from './receipt/receipt-desk.ts';
import type { SlipPress } from './receipt/slip-press.ts';
import type { ScanIntake } from './scan-intake.ts';
import { staffHandlers } from './staff-handlers.ts';

/** How many articles one search shows: as many pictures as a shopper takes in, and a page more. */
const SEARCH_RESULTS_MAX = 24;

export interface LaneDesks {
  readonly core: LaneCore;
  readonly intake: ScanIntake;
  readonly cashier: Cashier;
  readonly receipts: ReceiptDesk;
  readonly slips: SlipPress;
  readonly assist: AssistDesk;
  readonly idle: IdleWatch;
  readonly help: HelpShelf;
  readonly missed: MissedSearches;
}

type Done = Record<string, never>;

/** What the lane does for each command of its pages. A shopper's command is also a sign of life. */
export function laneHandlers(desks: LaneDesks): CommandHandlers {
  return { ...basketHandlers(desks), ...paymentHandlers(desks), ...assistHandlers(desks), ...staffHandlers(desks) };
}

function basketHandlers({ core, intake, idle, missed }: LaneDesks): CommandHandlers {
  return {
    chooseLanguage: async ({ language }) => {
      const isSpoken = core.parts.settings.languages.includes(language);
      if (isSpoken) core.updateSession({ language });
      idle.seen();
      return isSpoken ? done(await core.command({ type: 'choose-language', language })) : {};
    },
    addArticle: async ({ articleId, count }) => {
      idle.seen();
      return done(await intake.chosen(articleId, count));
    },
    enterCode: async ({ code }) => {
      idle.seen();
      return done(await intake.keyed(code));
    },
    changeQuantity: async ({ lineNumber, count }) => {
      idle.seen();
      return done(await core.command({ type: 'change-quantity', lineNumber, count }));
    },
    removeLine: async ({ lineNumber }) => {
      idle.seen();
      return done(await core.command({ type: 'void-line', lineNumber, by: 'shopper' }));
    },
    searchArticles: async ({ text, language, category }) => {
      idle.seen();
      const asked = { text, language, category: category ?? undefined, limit: SEARCH_RESULTS_MAX };
      const articles = readCatalogue(core, (catalogue, at) => catalogue.search({ ...asked, at }));
      if (articles === undefined || isRejection(articles)) return { articles: [] };
      // A page of a category that is empty is nobody's word for anything.
      if (category === null) missed.searched(text, language, articles.length, 'articles');
      return { articles: articles.map(articleView) };
    },
    stillHere: async () => {
      idle.seen();
      if (core.state.transaction.status !== 'suspended') return {};
      return done(await core.command({ type: 'resume' }));
    },
  };
}

function paymentHandlers({ cashier, receipts, idle }: LaneDesks): CommandHandlers {
  return {
    startPayment: async () => {
      idle.seen();
      return done(await cashier.start());
    },
    cancelPayment: async () => {
      idle.seen();
      return done(await cashier.cancel());
    },
    backToBasket: async () => {
      idle.seen();
      return done(await cashier.backToBasket());
    },
    cancelTransaction: async () => {
      idle.seen();
      return done(await cashier.giveUp());
    },
    chooseReceipt: async ({ medium }) => done(await receipts.choose(medium)),
    finish: async () => done(await receipts.finish()),
  };
}

function assistHandlers({ core, assist, idle, help, missed }: LaneDesks): CommandHandlers {
  return {
    callStaff: async ({ topic, discreet }) => {
      idle.seen();
      return assist.call(topic, discreet);
    },
    giveHelpTopic: async ({ ticketId, topic }) => done(await assist.giveTopic(ticketId as TicketId, topic)),
    withdrawCall: async ({ ticketId }) => done(await assist.withdraw(ticketId as TicketId)),
    stateNeeds: async ({ ticketId, needs }) => done(await assist.stateNeeds(ticketId as TicketId, needs)),
    chooseDiscretion: async ({ ticketId, discreet }) =>
      done(await assist.chooseDiscretion(ticketId as TicketId, discreet)),
    insistOnPerson: async ({ ticketId }) => {
      idle.seen();
      return done(await assist.insist(ticketId as TicketId));
    },
    sayToHelper: async ({ ticketId, said }) => {
      idle.seen();
      return done(await assist.answer(ticketId as TicketId, said));
    },
    showCall: async ({ ticketId: callInSight }) => {
      if (core.session.callInSight !== callInSight) core.updateSession({ callInSight });
      return {};
    },
    answerEase: async ({ ticketId, ease }) => done(await assist.answerEase(ticketId as TicketId, ease)),
    searchHelp: async ({ text, language }) => {
      idle.seen();
      const articles = help.search(text, language, core.moment);
      missed.searched(text, language, articles.length);
      return { articles };
    },
    openHelp: async ({ articleId }) => {
      idle.seen();
      core.noteRead(articleId);
      return {};
    },
  };
}

function done(refusal: Rejection | undefined): Done | Rejection {
  return refusal ?? {};
}

function articleView(article: Article): ArticleView {
  return {
    articleId: article.id,
    name: article.name,
    content: article.content ?? null,
    picture: article.picture ?? null,
    price: article.price ?? null,
    pricedPer: article.pricedPer,
  };
}
