/**
 * The names under which machines write their logs and know each other, unique in the whole chain: "0042.lane-3", and
 * "0042.store" for the store itself.
 */
export function laneOrigin(config: {
  readonly store: { readonly id: string };
  readonly lane: { readonly workstationId: string };
}): string {
  return `${config.store.id}.${config.lane.workstationId}`;
}

export function storeOrigin(config: { readonly store: { readonly id: string } }): string {
  return `${config.store.id}.store`;
}

/** Everything that is written in a store: what it brings to headquarters. */
export function originsOfStore(storeId: string): string {
  return `${storeId}.>`;
}
