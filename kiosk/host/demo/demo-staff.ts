import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HandrailConfig } from '#config/schemas/handrail-config.ts';
import { storeDirectoryOf } from '../roles/shop.ts';
import { STAFF_FILE } from '../roles/store-role.ts';

const DEMO_STAFF = fileURLToPath(new URL('../../../config/demo/staff.json', import.meta.url));

/** The demo's people, where nobody has written a list of their own. Their PINs are no secret: nothing is sold here. */
export function copyDemoStaff(config: HandrailConfig): void {
  const directory = storeDirectoryOf(config);
  const file = path.join(directory, STAFF_FILE);
  if (existsSync(file)) return;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  copyFileSync(DEMO_STAFF, file);
}
