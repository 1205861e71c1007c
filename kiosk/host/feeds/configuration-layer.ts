import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { ConfigurationError } from '#config/configuration-error.ts';
import { type ConfigInputs, loadRoleConfig, type Role, type RoleConfigs } from '#config/load.ts';
import { inForceFile } from './role-feeds.ts';

/** Settings with those that came down beneath them. */
export interface LayeredConfig<Config> {
  readonly config: Config;
  /** What is wrong with a text of settings, beneath this machine's own; undefined if the role could start with it. */
  readonly wrongWith: (text: string) => string | undefined;
  /** Why settings that came down are not used; undefined if they are, or there are none. */
  readonly notUsed: string | undefined;
}

/**
 * The settings of a role. What came down lies beneath the files of the machine: its own identity, devices and addresses
 * can never be taken from it, and it starts without what came down when that is no good.
 *
 * @throws ConfigurationError as loading without them does
 */
export function loadLayered<Name extends Role>(
  role: Name,
  inputs: ConfigInputs,
  dataDirectoryOf: (config: RoleConfigs[Name]) => string | undefined,
): LayeredConfig<RoleConfigs[Name]> {
  const { config } = loadRoleConfig(role, inputs);
  const directory = dataDirectoryOf(config);
  const beneath = (file: string): RoleConfigs[Name] =>
    loadRoleConfig(role, { ...inputs, files: [file, ...inputs.files] }).config;
  const wrongWith = (text: string): string | undefined => {
    if (directory === undefined) return 'this machine has no data folder to keep settings in';
    mkdirSync(path.dirname(inForceFile(directory, 'configuration')), { recursive: true, mode: 0o700 });
    const tried = `${inForceFile(directory, 'configuration')}.${randomUUID()}`;
    writeFileSync(tried, text, { mode: 0o600 });
    try {
      beneath(tried);
      return undefined;
    } catch (error) {
      if (error instanceof ConfigurationError) return error.message.replaceAll(tried, 'configuration');
      throw error;
    } finally {
      rmSync(tried, { force: true });
    }
  };
  const file = directory === undefined ? undefined : inForceFile(directory, 'configuration');
  if (file === undefined || !existsSync(file)) return { config, wrongWith, notUsed: undefined };
  try {
    return { config: beneath(file), wrongWith, notUsed: undefined };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { config, wrongWith, notUsed: error.message };
  }
}
