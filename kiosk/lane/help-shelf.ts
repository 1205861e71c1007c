import type { HelpArticleView } from '#kiosk/api/views.ts';
import type { LaneState } from './lane-state.ts';

/** The answers that the store has written for its shoppers. Found offline, in two taps. */
export interface HelpShelf {
  /** The best first; without words those that fit what goes on at the lane. Never throws. */
  search(text: string, language: string, state: LaneState): HelpArticleView[];
}
