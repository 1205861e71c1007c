import type { Page } from 'playwright-core';
import { until } from './until.ts';

/**
 * What a person does on the shopper's page to get to where the lane alone does not lead. Playwright sees through shadow
 * roots.
 */
export interface Act {
  /** The scene that it starts from. */
  readonly scene: string;
  readonly go: (page: Page) => Promise<void>;
}

export const ACTS: Readonly<Record<string, Act>> = {
  'basket-empty': {
    scene: 'welcome',
    go: (page) => page.locator('hr-welcome-screen hr-page-foot > hr-button').click(),
  },
  'sheet-language': { scene: 'basket', go: (page) => page.locator('#language').click() },
  'sheet-easier': { scene: 'basket', go: (page) => page.locator('#easier').click() },
  'sheet-line': { scene: 'basket', go: (page) => page.locator('hr-basket-line button').first().click() },
  'sheet-line-pieces': { scene: 'basket', go: (page) => page.locator('hr-basket-line button').nth(4).click() },
  'sheet-cancel': { scene: 'basket', go: (page) => page.locator('.ways hr-button').nth(2).click() },
  'sheet-code': {
    scene: 'basket',
    go: async (page) => {
      await page.locator('.ways hr-button').nth(1).click();
      for (const digit of ['4', '0', '1', '1'])
        await page.locator('hr-digit-pad').getByText(digit, { exact: true }).click();
    },
  },
  'sheet-lookup': { scene: 'basket', go: (page) => page.locator('.ways hr-button').nth(0).click() },
  'sheet-lookup-group': {
    scene: 'basket',
    go: async (page) => {
      await page.locator('.ways hr-button').nth(0).click();
      await page.locator('hr-article-tile').first().click();
      await page.locator('hr-article-tile .price').first().waitFor();
    },
  },
  'sheet-lookup-chosen': {
    scene: 'basket',
    go: async (page) => {
      await page.locator('.ways hr-button').nth(0).click();
      await page.locator('hr-article-tile').first().click();
      await page.locator('hr-article-tile .price').first().waitFor();
      await page.locator('hr-article-tile').first().click();
    },
  },
  'help-raised': { scene: 'basket', go: pressHelp },
  'help-waiting': { scene: 'call-waiting', go: pressHelp },
  'help-long': { scene: 'call-long', go: pressHelp },
  'help-late': { scene: 'call-late', go: pressHelp },
  'help-last-resort': { scene: 'call-last-resort', go: pressHelp },
  'help-unattended': { scene: 'call-unattended', go: pressHelp },
  'help-seen': { scene: 'call-seen', go: pressHelp },
  'help-coming': { scene: 'call-coming', go: pressHelp },
  'help-back-in-line': { scene: 'call-back-in-line', go: pressHelp },
  'help-handed-over': { scene: 'call-handed-over', go: pressHelp },
  'help-here': { scene: 'call-here', go: pressHelp },
  'help-desk-seen': { scene: 'call-desk-seen', go: pressHelp },
  'help-desk-talk': { scene: 'call-desk-talk', go: (page) => page.locator('hr-help-talk').waitFor() },
  'help-desk-writing': {
    scene: 'call-desk-talk',
    go: async (page) => {
      // A conversation that was put away opens again at a press of Help.
      await page.locator('hr-page-header hr-button').click();
      await page.locator('hr-help-talk .answers hr-button').last().click();
      await page.locator('hr-letter-keyboard').waitFor();
    },
  },
  'help-desk-insisted': { scene: 'call-insisted', go: pressHelp },
  'help-from-afar': { scene: 'call-from-afar', go: pressHelp },
  'help-answers': {
    scene: 'call-waiting',
    go: async (page) => {
      await pressHelp(page);
      await page.locator('hr-help-sheet .ways hr-button').nth(1).click();
      await page.locator('hr-answers-sheet hr-answer-list button').first().waitFor();
    },
  },
  'sheet-answers': {
    scene: 'notice-unknown',
    go: async (page) => {
      await page.locator('hr-notice-card .ways hr-button').nth(1).click();
      await page.locator('hr-answers-sheet hr-answer-list button').first().waitFor();
    },
  },
  'sheet-answers-typing': {
    scene: 'notice-unknown',
    go: async (page) => {
      await page.locator('hr-notice-card .ways hr-button').nth(1).click();
      await page.locator('hr-answers-sheet input').click();
      await page.locator('hr-answers-sheet input').fill('bon');
      await page.locator('hr-letter-keyboard').waitFor();
    },
  },
  'sheet-answer': {
    scene: 'notice-unknown',
    go: async (page) => {
      await page.locator('hr-notice-card .ways hr-button').nth(1).click();
      await page.locator('hr-answers-sheet hr-answer-list button').first().click();
      await page.locator('hr-answer-steps').waitFor();
    },
  },
  'help-while-paying': { scene: 'pay-present-card', go: pressHelp },
};

/** Presses Help and waits until the sheet is open. */
export async function pressHelp(page: Page): Promise<void> {
  await page.locator('hr-page-header hr-button').click();
  await page.locator('hr-help-steps').waitFor();
}

/** Nothing is being drawn or moved any more, and fonts and pictures are there. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready;
    await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {})));
  });
  await until('all pictures', () => page.evaluate(picturesAreThere));
  await until('what was lit for a moment is out', () => page.evaluate(nothingIsLit));
}

/** Runs in the page: looks through all shadow roots. */
function picturesAreThere(): boolean {
  const roots: (Document | ShadowRoot)[] = [document];
  for (const root of roots) {
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot !== null) roots.push(element.shadowRoot);
      if (element instanceof HTMLImageElement && !element.complete) return false;
      // A picture is put in after the frame that shows the words beside it.
      if (element.localName === 'hr-picture' && element.shadowRoot?.childElementCount === 0) return false;
    }
  }
  return true;
}

function nothingIsLit(): boolean {
  const screen = document.querySelector('hr-shopper-page')?.shadowRoot?.querySelector('[data-screen]');
  const card = screen?.shadowRoot?.querySelector('hr-last-article')?.shadowRoot?.querySelector('.card');
  const ground = card === null || card === undefined ? undefined : getComputedStyle(card, '::before').opacity;
  return ground === undefined || ground === '0';
}
