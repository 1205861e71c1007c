import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DEMO_CONFIG_FILE } from '#config/demo/demo-store.ts';
import type { TestShop } from '#tests/support/test-shop.ts';
import type { BenchRoom } from '../bench.ts';
import { openBenchShop } from './bench-lane.ts';

/** The demo store with another assortment: the catalogue of a folder instead of the demo's file. */
export async function openShopWith(room: BenchRoom, catalogueDirectory: string): Promise<TestShop> {
  const demo = JSON.parse(readFileSync(DEMO_CONFIG_FILE, 'utf8')) as { catalogue: Record<string, string> };
  const { file: _file, ...others } = demo.catalogue;
  const demoFolder = path.dirname(DEMO_CONFIG_FILE);
  const catalogue = Object.fromEntries(
    Object.entries(others).map(([name, value]) => [name, path.resolve(demoFolder, value)]),
  );
  const base = path.join(path.dirname(catalogueDirectory), 'store.json');
  writeFileSync(base, JSON.stringify({ ...demo, catalogue: { ...catalogue, directory: catalogueDirectory } }));
  return openBenchShop(room, {}, base);
}
