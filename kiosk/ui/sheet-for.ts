import { html, type TemplateResult } from 'lit';
import type { LineView } from '#kiosk/api/views.ts';
import type { Translator } from '#kiosk/i18n/translator.ts';
import type { HrSheet } from '#kiosk/ui-kit/hr-sheet.ts';
import type { SheetName } from './intents.ts';
import './sheets/answers-sheet.ts';
import './sheets/cancel-sheet.ts';
import './sheets/code-sheet.ts';
import './sheets/easier-sheet.ts';
import './sheets/language-sheet.ts';
import './sheets/line-sheet.ts';
import './sheets/lookup-sheet.ts';

export interface OpenSheet {
  readonly heading: string;
  readonly placement: HrSheet['placement'];
  readonly content: TemplateResult;
}

/** @returns undefined when what the sheet is about is gone, such as a line that was taken off meanwhile */
export function sheetFor(
  sheet: SheetName,
  words: Translator,
  lines: ReadonlyMap<string, LineView>,
): OpenSheet | undefined {
  switch (sheet.sheet) {
    case 'language':
      return {
        heading: words.text('shopper.language.title'),
        placement: 'centre',
        content: html`<hr-language-sheet></hr-language-sheet>`,
      };
    case 'easier':
      return {
        heading: words.text('shopper.easier.title'),
        placement: 'end',
        content: html`<hr-easier-sheet></hr-easier-sheet>`,
      };
    case 'answers':
      return {
        heading: words.text('shopper.answers.title'),
        placement: 'end',
        content: html`<hr-answers-sheet></hr-answers-sheet>`,
      };
    case 'cancel':
      return {
        heading: words.text('shopper.cancel.title'),
        placement: 'centre',
        content: html`<hr-cancel-sheet></hr-cancel-sheet>`,
      };
    case 'lookup':
      return {
        heading: words.text('shopper.lookup.title'),
        placement: 'full',
        content: html`<hr-lookup-sheet></hr-lookup-sheet>`,
      };
    case 'code':
      return {
        heading: words.text('shopper.code.title'),
        placement: 'end',
        content: html`<hr-code-sheet></hr-code-sheet>`,
      };
    case 'line': {
      const line = lines.get(String(sheet.lineNumber));
      if (line === undefined) return undefined;
      return {
        heading: words.pick(line.name),
        placement: 'centre',
        content: html`<hr-line-sheet .line=${line}></hr-line-sheet>`,
      };
    }
  }
}
