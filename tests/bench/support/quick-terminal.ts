import { isMainThread } from 'node:worker_threads';

// Loaded before a lane's program (node --import): takes away the quiet time that the lane keeps between two exchanges
// with its terminal, in case that one hangs up. The simulator does not, and shoppers who pay within 200 ms of one
// another exist only here; a thousand payments would take four minutes.
if (isMainThread) {
  const { ZVT_DEFAULTS } = await import('#drivers/payment/zvt/settings.ts');
  Object.assign(ZVT_DEFAULTS, { quietBeforeSendingMs: 0 });
}
