import type { DeskGoods, DeskMark } from '#kiosk/api/desk.ts';
import type { Article, CatalogueEntry } from '#kiosk/core/catalogue/article.ts';
import type { Currency } from '#kiosk/core/values/money.ts';
import type { Goods } from '../roles/goods.ts';
import { DEMO_SLIP } from './deposit-slip.ts';
import { isOpenWeight } from './weighed-label.ts';

/** The articles of the demo store that the list of things to try is about, each for what it does at the lane. */
const WITH_PROMOTION = 'organic-oat-milk';
const WITH_AGE_LIMIT = 'pils-can';
const WITH_MEMBER_PRICE = 'espresso-beans';
const WITH_COUPON = 'green-tea';

/** A loyalty card and a coupon of the demo store. */
export const DEMO_CARD = '2600000012348';
export const DEMO_COUPON = '9810000000013';

/** What the desk has lying about to scan. Articles that nothing is printed on are left to the shopper's page. */
export function deskGoods(goods: Goods, currency: Currency, laneNumber: number): DeskGoods {
  const codeOf = (id: string): string | null => {
    const entry = goods.entries.find(({ article }) => article.id === id);
    return entry === undefined ? null : (labelOf(entry) ?? null);
  };
  return {
    laneNumber,
    currency: currency.code,
    currencyExponent: currency.exponent,
    categories: goods.catalogue.categories().map(({ id, name, picture }) => ({ id, name, picture: picture ?? null })),
    articles: goods.entries.flatMap((entry) => {
      const code = labelOf(entry);
      return code === undefined ? [] : [deskArticle(entry.article, code)];
    }),
    tries: {
      promotion: codeOf(WITH_PROMOTION),
      ageCheck: codeOf(WITH_AGE_LIMIT),
      member: together(codeOf(WITH_MEMBER_PRICE), DEMO_CARD),
      coupon: together(codeOf(WITH_COUPON), DEMO_COUPON),
      deposit: together(codeOf(WITH_COUPON), DEMO_SLIP),
    },
  };
}

function together(article: string | null, other: string): string[] | null {
  return article === null ? null : [article, other];
}

/** The number of an article as its label has it: digits under the bars, a produce code, or what the scales print. */
function labelOf({ codes }: CatalogueEntry): string | undefined {
  const code = codes.find(isOpenWeight) ?? codes[0];
  return code === undefined ? undefined : asPrinted(code);
}

function deskArticle(article: Article, code: string): DeskGoods['articles'][number] {
  return {
    code,
    name: article.name,
    picture: article.picture ?? null,
    category: article.category ?? null,
    price: article.price ?? null,
    minimumAge: article.restrictions?.minimumAge ?? null,
    marks: marksOf(article),
  };
}

function marksOf(article: Article): DeskMark[] {
  const { restrictions } = article;
  const marks: DeskMark[] = [];
  if (restrictions?.minimumAge !== undefined) marks.push('age');
  if (article.deposit !== undefined) marks.push('deposit');
  if (article.pricedPer === 'weight') marks.push('weighed');
  if (restrictions?.recalled === true) marks.push('recalled');
  if (restrictions?.notForSelfCheckout === true) marks.push('staffed');
  return marks;
}

/** A GTIN in normal form as the label under the bars has it: 13 digits, or 8 where it is that short. */
function asPrinted(code: string): string {
  if (!/^\d{14}$/.test(code)) return code;
  if (code.startsWith('000000')) return code.slice(6);
  return code.startsWith('0') ? code.slice(1) : code;
}
