import path from 'node:path';
import { readFailure } from '#config/read-failure.ts';
import { readText } from '#config/read-text.ts';
import type { HqConfig } from '#config/schemas/handrail-config.ts';
import { CloudEventsWebhook } from '#sync/connectors/cloudevents/cloudevents-webhook.ts';
import type { Connector } from '#sync/connectors/connector.ts';
import { ErpnextConnector } from '#sync/connectors/erpnext/erpnext-connector.ts';
import { OdooConnector } from '#sync/connectors/odoo/odoo-connector.ts';
import { PoslogFiles } from '#sync/connectors/poslog/poslog-files.ts';
import { ShopifyConnector } from '#sync/connectors/shopify/shopify-connector.ts';
import { CommandFailure } from '../exit-codes.ts';

export type ConnectorConfig = HqConfig['hq']['connectors'][number];

const SECRET_LENGTH_MIN = 16;

/**
 * @param directory the data folder; relative paths of the settings start there
 * @throws CommandFailure when a file with a key is not usable
 */
export function openConnector(config: ConnectorConfig, directory: string): Connector {
  const key = (file: string): string => readKey(config.name, path.resolve(directory, file));
  switch (config.kind) {
    case 'poslog-files':
      return new PoslogFiles({ ...config, directory: path.resolve(directory, config.directory) });
    case 'cloudevents': {
      const secret = key(config.secretFile);
      if (secret.length >= SECRET_LENGTH_MIN) return new CloudEventsWebhook({ ...config, secret }, () => Date.now());
      throw new CommandFailure(
        `connector ${config.name}: its secret must have ${SECRET_LENGTH_MIN} characters at least`,
      );
    }
    case 'odoo':
      return new OdooConnector({
        url: config.url,
        database: config.database,
        login: config.login,
        apiKey: key(config.apiKeyFile),
        registers: config.registers,
        paymentMethod: config.paymentMethodId,
        unknownProduct: config.unknownProductId,
      });
    case 'erpnext':
      return new ErpnextConnector({ ...config, token: key(config.tokenFile) });
    case 'shopify':
      return new ShopifyConnector({ ...config, token: key(config.tokenFile) });
  }
}

const KEY_BYTES_MAX = 4_096;

function readKey(name: string, file: string): string {
  let text: string;
  try {
    text = readText(file, KEY_BYTES_MAX);
  } catch (error) {
    throw new CommandFailure(`connector ${name}: ${file}: ${readFailure(error)}`);
  }
  const key = text.split('\n')[0]?.trim() ?? '';
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw new CommandFailure(`connector ${name}: ${file}: its first line must be the key, in printable ASCII`);
}
