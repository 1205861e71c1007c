import type { FinishedSale } from './finished-sale.ts';

/** What another system calls a lane or a store: by origin ("0042.lane-1"), by store ("0042"), or "*" for all others. */
export type ByPlace<Value> = Readonly<Record<string, Value>>;

export function forPlace<Value>(values: ByPlace<Value>, { log, storeId }: FinishedSale): Value | undefined {
  for (const name of [log.origin, storeId, '*']) if (Object.hasOwn(values, name)) return values[name];
  return undefined;
}
