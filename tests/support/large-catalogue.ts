import type { CatalogueCategory, CatalogueEntry } from '#kiosk/core/catalogue/article.ts';
import { checkDigit } from '#kiosk/core/values/gtin.ts';
import type { ArticleId } from '#kiosk/core/values/identifiers.ts';
import { minorUnits } from '#kiosk/core/values/money.ts';

/**
 * An assortment of any size that looks like one: brands, kinds of goods and their qualities in three languages,
 * contents, GTINs, prices, taxes, deposits, age limits. The same size always gives the same articles.
 */
const BRANDS = 4_000;
const GOODS = 3_000;
const QUALITIES = 400;
const CATEGORIES = 40;
const CONTENTS = [
  '100 g',
  '250 g',
  '330 ml',
  '500 g',
  '750 g',
  '1 l',
  '1,5 l',
  '6 x 0,33 l',
  '12 pcs',
  '2 kg',
] as const;
const LANGUAGES = ['en', 'da', 'de'] as const;
const ONSETS = [
  'b',
  'br',
  'd',
  'f',
  'fl',
  'g',
  'h',
  'k',
  'kr',
  'l',
  'm',
  'n',
  'p',
  'pl',
  'r',
  's',
  'st',
  't',
  'v',
] as const;
const VOWELS = ['a', 'e', 'i', 'o', 'u', 'ee', 'au', 'ø', 'ä'] as const;
const ENDS = ['', 'n', 'r', 'l', 's', 'k', 't', 'm'] as const;

const TAXES = [
  { code: 'A', rateBasisPoints: 2_100 },
  { code: 'B', rateBasisPoints: 900 },
] as const;
const DEPOSIT = { name: { en: 'Deposit', da: 'Pant', de: 'Pfand' }, amount: minorUnits(25), tax: TAXES[0] };

function pick<T>(list: readonly T[], index: number): T {
  const item = list[index % list.length];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

/** A word that can be spoken, the same for the same number. */
function wordFor(number: number, syllables: number): string {
  let rest = Math.imul(number + 1, 2_654_435_761) >>> 0;
  let word = '';
  for (let syllable = 0; syllable < syllables; syllable += 1) {
    word += pick(ONSETS, rest % ONSETS.length) + pick(VOWELS, Math.floor(rest / 19) % VOWELS.length);
    if (syllable === syllables - 1) word += pick(ENDS, Math.floor(rest / 171) % ENDS.length);
    rest = Math.imul(rest ^ (rest >>> 13), 1_597_334_677) >>> 0;
  }
  return word;
}

function words(count: number, seed: number, syllables: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => wordFor(seed * 100_000 + index, syllables));
}

export function gtinOf(number: number): string {
  const body = `400${String(number).padStart(9, '0')}`;
  return `0${body}${checkDigit(body)}`;
}

export const LARGE_CATEGORIES: readonly CatalogueCategory[] = Array.from({ length: CATEGORIES }, (_, index) => ({
  id: `category-${index}`,
  name: { en: `Category ${index}`, da: `Kategori ${index}`, de: `Kategorie ${index}` },
}));

export function* largeCatalogue(size: number): Generator<CatalogueEntry, void, void> {
  const brands = words(BRANDS, 1, 2);
  const goods = LANGUAGES.map((_, language) => words(GOODS, 2 + language, 3));
  const qualities = LANGUAGES.map((_, language) => words(QUALITIES, 5 + language, 2));
  for (let number = 1; number <= size; number += 1) {
    const brand = pick(brands, Math.imul(number, 7_919) >>> 0);
    const good = Math.imul(number, 104_729) >>> 0;
    const quality = Math.imul(number, 15_485_863) >>> 0;
    const name = Object.fromEntries(
      LANGUAGES.map((language, index) => [
        language,
        `${brand} ${pick(pick(qualities, index), quality)} ${pick(pick(goods, index), good)}`,
      ]),
    );
    const content = pick(CONTENTS, number);
    yield {
      article: {
        id: `A${number}` as ArticleId,
        name,
        price: minorUnits(19 + (quality % 4_000)),
        pricedPer: 'pieces',
        tax: pick(TAXES, number % 3 === 0 ? 0 : 1),
        deposit: number % 7 === 0 ? DEPOSIT : undefined,
        restrictions: number % 50 === 0 ? { minimumAge: 18 } : undefined,
        groups: [`group-${good % 300}`],
        content: { en: content },
        category: `category-${number % CATEGORIES}`,
      },
      codes: [gtinOf(number)],
    };
  }
}
