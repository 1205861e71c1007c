import { createReadStream } from 'node:fs';
import { Command } from 'commander';
import { readFailure } from '#config/read-failure.ts';
import { CommandFailure } from '../exit-codes.ts';

interface PriceOptions {
  readonly schema?: true;
}

const BASKET_BYTES_MAX = 20_000_000;

const MORE_HELP = `
Reads one JSON document with everything that a price depends on, and writes the priced basket: each line with what it
costs and why, totals, tax by rate, what is missing for the next step of a promotion, which coupons were used, what a
person must settle before paying, and which lines were refused. The same core prices baskets on a lane.

Amounts in: whole minor units (199) or text in major units ("1.99"). Amounts out: minor units; totalText and amountText
are the same in major units. Percentages are basis points: 2500 is 25 %.

Exit code 0 when the basket was priced, also if lines were refused; 2 for a document that cannot be used.
More: kiosk/docs/pricing.md

Example
  handrail price <<'END'
  { "currency": "EUR", "localTime": "2026-11-23T14:05",
    "articles": [{ "articleId": "milk", "price": "1.29", "tax": { "code": "B", "rateBasisPoints": 900 } }],
    "promotions": [{ "kind": "n-for-price", "promotionId": "milk-2", "label": { "en": "2 for 2.00" },
                     "target": { "articles": ["milk"] }, "take": 2, "price": "2.00" }],
    "lines": [{ "articleId": "milk", "count": 2 }] }
  END`;

/** `handrail price`: what a basket costs and why, from a document that holds all that it depends on. */
export function priceCommand(): Command {
  return new Command('price')
    .description('Price a basket from a JSON document on standard input or in a file, with explanations, as JSON.')
    .argument('[file]', 'the document; standard input if absent')
    .option('--schema', 'print the JSON Schema of the document instead')
    .addHelpText('after', MORE_HELP)
    .helpCommand(false)
    .showHelpAfterError('(add --help for what this command takes)')
    .exitOverride()
    .action(price);
}

async function price(file: string | undefined, options: PriceOptions): Promise<void> {
  if (options.schema === true) {
    const { basketJsonSchema } = await import('../price/basket-document.ts');
    print(basketJsonSchema());
    return;
  }
  const [{ readBasket }, { pricedDocument }] = await Promise.all([
    import('../price/read-basket.ts'),
    import('../price/priced-document.ts'),
  ]);
  const name = file ?? 'standard input';
  const basket = readBasket(await readText(file, name), name);
  if (typeof basket === 'string') throw new CommandFailure(basket);
  const priced = pricedDocument(basket);
  try {
    print(priced);
  } catch (error) {
    // A thousand reductions on each of a thousand lines are more than a text can hold.
    if (!(error instanceof RangeError)) throw error;
    throw new CommandFailure(
      `${name}: the priced basket is too long to be written; price fewer lines or promotions at a time`,
    );
  }
}

function print(document: object): void {
  process.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
}

async function readText(file: string | undefined, name: string): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of file === undefined ? process.stdin : createReadStream(file)) {
      const bytes = Buffer.from(chunk as Uint8Array);
      length += bytes.length;
      if (length > BASKET_BYTES_MAX) break;
      chunks.push(bytes);
    }
  } catch (error) {
    throw new CommandFailure(`${name}: ${readFailure(error)}`);
  }
  if (length > BASKET_BYTES_MAX) throw new CommandFailure(`${name}: at most ${BASKET_BYTES_MAX} bytes are read`);
  return Buffer.concat(chunks).toString('utf8');
}
