import type { HelpArticleView, LaneView, PaymentView } from '#kiosk/api/views.ts';

/** What goes on at the lane: what an answer may fit. */
export interface HelpMoment {
  readonly screen: LaneView['screen'];
  /** Codes of what a scan led to when it led to no article, and of what a person is to settle. */
  readonly notices: readonly string[];
  readonly payment: PaymentView['phase'];
}

/** The answers that the store has written for its shoppers. Found offline, in two taps. */
export interface HelpShelf {
  /** The best first; without words those that fit what goes on at the lane. Never throws. */
  search(text: string, language: string, moment: HelpMoment): HelpArticleView[];
}
