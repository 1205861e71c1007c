import { Command } from 'commander';
import { collectSetting } from './config.ts';

interface LaneOptions {
  readonly set?: Readonly<Record<string, string>>;
  readonly json?: true;
}

/** `handrail lane`: a lane, with its store in the same process unless it is told where that is. */
export function laneCommand(): Command {
  return new Command('lane')
    .description(
      "Run a lane and the shopper's page. Its store (the staff page, receipt links) runs with it, unless sync.upstream says " +
        'where that is.',
    )
    .argument('<file...>', 'configuration files; a later one wins over an earlier one')
    .option('--set <path=value>', 'a setting that wins over all files (repeatable)', collectSetting)
    .option('--json', 'tell what happens as one JSON object a line, for a program that started this one')
    .helpCommand(false)
    .showHelpAfterError('(add --help for what this command takes)')
    .addHelpText(
      'after',
      '\nThe page opens in Electron, else in an installed Chromium, Chrome or Edge, else its address is printed;\n' +
        'HANDRAIL_SHELL=none|browser|electron chooses. It runs until it is interrupted. Exit code 2: settings not usable.',
    )
    .exitOverride()
    .action(runLane);
}

async function runLane(files: readonly string[], options: LaneOptions): Promise<void> {
  const { loadLayered } = await import('../feeds/configuration-layer.ts');
  const { isHandedToElectron } = await import('../shell/open-shell.ts');
  const inputs = { files, env: process.env, overrides: options.set ?? {} };
  const { config, wrongWith, notUsed } = loadLayered('lane', inputs, ({ lane }) => lane.dataDirectory);
  if (notUsed !== undefined) process.stderr.write(`Settings that came down are not used:\n${notUsed}\n`);
  if (await isHandedToElectron()) return;
  const json = options.json ?? false;
  const address = config.sync.upstream;
  if (address === undefined) {
    const { runShop } = await import('../roles/run-shop.ts');
    await runShop({ lanes: [{ config, configurationWrong: wrongWith }], json });
  } else {
    const { runLane: runLaneAlone } = await import('../roles/run-lane.ts');
    await runLaneAlone({ config, address, json, configurationWrong: wrongWith });
  }
}
