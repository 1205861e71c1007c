import { parseArgs } from 'node:util';
import { CARDS, type Card } from './behaviour.ts';
import { ZvtSimulator } from './zvt-simulator.ts';

const USAGE = `A ZVT payment terminal for trying things out.

  node drivers/simulators/zvt/main.ts [--port 20007] [--host 127.0.0.1] [--auto CARD] [--delay MS]

  --auto CARD   hold this card to the reader by itself: ${CARDS.join(', ')}
  --delay MS    how long that takes (1000)

Without --auto, type the name of a card and press Enter.
`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '20007' },
      host: { type: 'string', default: '127.0.0.1' },
      auto: { type: 'string' },
      delay: { type: 'string', default: '1000' },
      help: { type: 'boolean', default: false },
    },
  });
  const port = Number(values.port);
  const delay = Number(values.delay);
  const auto = values.auto === undefined ? undefined : cardNamed(values.auto);
  const usable = Number.isInteger(port) && port >= 0 && port <= 65_535 && Number.isInteger(delay) && delay >= 0;
  if (values.help || !usable || (values.auto !== undefined && auto === undefined)) {
    process.stdout.write(USAGE);
    return values.help ? 0 : 2;
  }
  const simulator = await ZvtSimulator.start({ host: values.host, port, behaviour: { auto, autoDelayMs: delay } });
  process.stdout.write(`listening on ${values.host}:${simulator.port}\n`);
  let shown = '';
  simulator.onChange(() => {
    const line = `${simulator.screen}, ${simulator.booked.length} booked\n`;
    if (line !== shown) process.stdout.write(line);
    shown = line;
  });
  process.stdin.on('data', (chunk) => {
    const card = cardNamed(chunk.toString().trim());
    if (card === undefined) process.stdout.write(`cards: ${CARDS.join(', ')}\n`);
    else if (!simulator.presentCard(card)) process.stdout.write('nothing waits for a card\n');
  });
  return 0;
}

function cardNamed(name: string): Card | undefined {
  return CARDS.find((card) => card === name);
}

process.exitCode = await main();
