import type { Bench } from './bench.ts';
import { alertFanout } from './measures/alert-fanout.ts';
import { basketSlope } from './measures/basket-slope.ts';
import { catalogueDelta } from './measures/catalogue-delta.ts';
import { catalogueFirstLoad } from './measures/catalogue-first-load.ts';
import { catalogueImport } from './measures/catalogue-import.ts';
import { catalogueLookup } from './measures/catalogue-lookup.ts';
import { catalogueMemory } from './measures/catalogue-memory.ts';
import { catalogueSearch } from './measures/catalogue-search.ts';
import { decode } from './measures/decode.ts';
import { drainHttp } from './measures/drain-http.ts';
import { drainNats } from './measures/drain-nats.ts';
import { drainPostgres } from './measures/drain-postgres.ts';
import { helpToCard } from './measures/help-to-card.ts';
import { laneMemory } from './measures/lane-memory.ts';
import { laneReady } from './measures/lane-ready.ts';
import { pageUsable } from './measures/page-usable.ts';
import { scanToDurable } from './measures/scan-to-durable.ts';
import { scanToLine } from './measures/scan-to-line.ts';
import { storeCapacity } from './measures/store-capacity.ts';
import { reprice200, reprice500 } from './pricing/reprice.ts';

/** All benches, in the order in which they run. */
export const BENCHES: readonly Bench[] = [
  scanToLine,
  scanToDurable,
  laneReady,
  pageUsable,
  laneMemory,
  basketSlope,
  decode,
  reprice200,
  reprice500,
  catalogueImport,
  catalogueLookup,
  catalogueSearch,
  catalogueDelta,
  catalogueMemory,
  catalogueFirstLoad,
  alertFanout,
  helpToCard,
  storeCapacity,
  drainHttp,
  drainNats,
  drainPostgres,
];
