/** What this device keeps, so that it finds the lanes after a reload while the store is away. */

/** Where a lane's own door is. */
export interface KnownLane {
  readonly workstationId: string;
  readonly url: string;
}

/** What opens it, for whoever is signed in on this page. */
export interface KeptGrant {
  readonly personId: string;
  readonly grant: string;
  /** Epoch milliseconds at the store. */
  readonly endsAt: number;
}

const LANES_KEY = 'handrail-staff-lanes';
const GRANT_KEY = 'handrail-staff-grant';
/** A page holds a line to each; more lanes than that hang on several stores. */
export const LANES_MAX = 60;

export function keptLanes(): readonly KnownLane[] {
  const found = read(localStorage, LANES_KEY);
  return Array.isArray(found) ? found.filter(isLane).slice(0, LANES_MAX) : [];
}

export function keepLanes(lanes: readonly KnownLane[]): void {
  write(localStorage, LANES_KEY, lanes);
}

/** Kept in the tab alone, as who is signed in is. */
export function keptGrant(): KeptGrant | undefined {
  const { personId, grant, endsAt } = (read(sessionStorage, GRANT_KEY) ?? {}) as Partial<KeptGrant>;
  if (typeof personId !== 'string' || typeof grant !== 'string' || typeof endsAt !== 'number') return undefined;
  return { personId, grant, endsAt };
}

export function keepGrant(grant: KeptGrant | undefined): void {
  if (grant !== undefined) return write(sessionStorage, GRANT_KEY, grant);
  try {
    sessionStorage.removeItem(GRANT_KEY);
  } catch {
    // A device that keeps nothing has nothing to forget.
  }
}

function isLane(found: unknown): found is KnownLane {
  const { workstationId, url } = (found ?? {}) as Partial<KnownLane>;
  return typeof workstationId === 'string' && typeof url === 'string' && /^wss?:\/\//.test(url);
}

function read(storage: Storage, key: string): unknown {
  try {
    return JSON.parse(storage.getItem(key) ?? 'null');
  } catch {
    return null;
  }
}

/** A device that keeps nothing finds the lanes again when the store is there. */
function write(storage: Storage, key: string, value: unknown): void {
  try {
    storage.setItem(key, JSON.stringify(value));
  } catch {
    // Nothing to do: it works until the next reload.
  }
}
