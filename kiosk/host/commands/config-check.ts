import { readFileSync } from 'node:fs';
import type { ConfigInputs, Role } from '#config/load.ts';
import type { HandrailConfig, HqConfig, StoreConfig } from '#config/schemas/handrail-config.ts';
import type { BusinessDay } from '#kiosk/core/values/identifiers.ts';
import { CommandFailure } from '../exit-codes.ts';

/**
 * Whether a role could start with these settings and with the files that they name.
 *
 * @returns what it would be, in a sentence
 * @throws ConfigurationError, CommandFailure with what is wrong
 */
export async function checkSettings(role: Role, inputs: ConfigInputs): Promise<string> {
  const { loadRoleConfig } = await import('#config/load.ts');
  if (role === 'lane') return laneIn(loadRoleConfig('lane', inputs).config);
  if (role === 'store') return storeIn(loadRoleConfig('store', inputs).config);
  return headquartersIn(loadRoleConfig('hq', inputs).config);
}

async function laneIn(config: HandrailConfig): Promise<string> {
  const { loadCatalogue } = await import('#config/catalogue/load-catalogue.ts');
  const catalogue = loadCatalogue(config, today(config.store.timeZone));
  const { ConfigurationError } = await import('#config/configuration-error.ts');
  if (catalogue.problems.length > 0) throw new ConfigurationError(catalogue.problems);
  const devices = Object.entries(config.devices).map(([name, device]) => `${name} ${device?.kind ?? 'none'}`);
  return (
    `Usable: ${config.store.name}, ${config.lane.workstationId}, ${config.country.code.toUpperCase()} ` +
    `${config.country.currency}; ${devices.join(', ')}; ` +
    `${catalogue.entries.length} articles, ${catalogue.promotions.length} promotions.`
  );
}

async function storeIn(config: StoreConfig): Promise<string> {
  const { store, sync, country, lane } = config;
  if ((store.dataDirectory ?? lane?.dataDirectory) === undefined) {
    throw new CommandFailure('store.dataDirectory: must be set for a store of its own');
  }
  await checkStaff(store.staffFile);
  await checkBroker(sync.upstream, sync.credentialsFile, { store: store.id });
  const parts = [
    `${store.name}, ${country.code.toUpperCase()} ${country.currency}`,
    `lanes connect at ${sync.listen.host}:${sync.listen.port}`,
    `records ${sync.upstream === undefined ? 'stay here' : `go to ${sync.upstream}`}`,
    comingDown(sync.publisherKeys),
    counted(store.connectors.length, 'connector'),
  ];
  return `Usable for a store: ${parts.join('; ')}.`;
}

async function headquartersIn({ hq, sync }: HqConfig): Promise<string> {
  await checkBroker(hq.broker, hq.brokerCredentialsFile, { name: 'hq' });
  const { database } = hq;
  // Neither user nor password: what is printed ends up in tickets.
  const record = database.kind === 'sqlite' ? hq.dataDirectory : `PostgreSQL at ${new URL(database.url).host}`;
  const parts = [
    `the record in ${record}`,
    hq.keepDays === undefined ? 'kept for ever' : `kept for ${hq.keepDays} days`,
    `stores connect at ${sync.listen.host}:${sync.listen.port}${hq.broker === undefined ? '' : `, and over ${hq.broker}`}`,
    `figures at ${hq.http.host}:${hq.http.port}`,
    counted(hq.connectors.length, 'connector'),
  ];
  return `Usable for headquarters: ${parts.join('; ')}.`;
}

async function checkStaff(file: string | undefined): Promise<void> {
  if (file === undefined) return;
  const { ConfigurationError } = await import('#config/configuration-error.ts');
  const { staffProblems } = await import('../feeds/check-small-feed.ts');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new CommandFailure(`store.staffFile: ${error instanceof Error ? error.message : String(error)}`);
  }
  const problems = staffProblems(text, file);
  if (problems.length > 0) throw new ConfigurationError(problems);
}

async function checkBroker(
  address: string | undefined,
  credentialsFile: string | undefined,
  user: { readonly store: string } | { readonly name: string },
): Promise<void> {
  const { brokerOptionsFor, isBroker } = await import('../roles/broker-line.ts');
  if (address !== undefined && isBroker(address)) await brokerOptionsFor(address, credentialsFile, user);
}

function comingDown(publisherKeys: readonly string[]): string {
  return publisherKeys.length === 0 ? 'nothing comes down' : `${counted(publisherKeys.length, 'publisher')} trusted`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** The day on the calendar of the store, YYYY-MM-DD. */
function today(timeZone: string): BusinessDay {
  return new Date().toLocaleDateString('sv-SE', { timeZone }) as BusinessDay;
}
