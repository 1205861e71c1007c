import { Command } from 'commander';
import { collectSetting } from './config.ts';

interface DemoOptions {
  readonly set?: Readonly<Record<string, string>>;
  readonly json?: true;
}

/** `handrail demo`: a shop to try, with simulated devices at the far end of real ports. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('Run a demo shop with simulated devices, and a device desk to play the shopper’s hands.')
    .option('--set <path=value>', 'a setting of the demo store (repeatable)', collectSetting)
    .option('--json', 'tell what happens as one JSON object a line, for a program that started this one')
    .helpCommand(false)
    .showHelpAfterError('(add --help for what this command takes)')
    .addHelpText(
      'after',
      '\nNothing is sold and no card is charged. What happened is kept in .data/demo; delete that folder to begin anew.',
    )
    .exitOverride()
    .action(runDemo);
}

async function runDemo(options: DemoOptions): Promise<void> {
  const { runDemoShop } = await import('../demo/run-demo-shop.ts');
  const { isHandedToElectron } = await import('../shell/open-shell.ts');
  if (await isHandedToElectron()) return;
  await runDemoShop(options.set ?? {}, options.json ?? false);
}
