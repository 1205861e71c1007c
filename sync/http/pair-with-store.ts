import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { isSubject } from '../bus/subjects.ts';
import { IdentityError } from '../identity/identity-error.ts';
import type { IdentityKey } from '../identity/key-pair.ts';
import { readPairingCode } from '../identity/pairing-code.ts';
import { caFingerprint, isSameProof, pairingProofs, pairingText } from '../identity/pairing.ts';
import type { TrustedStore } from '../identity/trusted-store.ts';
import type { UpstreamFailure } from '../log/upstream.ts';
import { failureOf } from './answer-failure.ts';
import { readServerAddress } from './address.ts';
import { PAIRING_TIMEOUT_MS } from './limits.ts';
import { StoreCaller } from './store-call.ts';
import { jsonBody, readAnswer, StoreConnection } from './store-connection.ts';

const NONCE_BYTES = 32;
const TEXT_LENGTH_MAX = 256;
const CERTIFICATE_LENGTH_MAX = 16 * 1_024;

const text = z.string().max(TEXT_LENGTH_MAX);
const offerSchema = z.object({
  exchange: text,
  store: text.refine(isSubject),
  storePublicKey: text,
  storeNonce: text,
  caCertificate: z.string().max(CERTIFICATE_LENGTH_MAX).optional(),
});
const proofSchema = z.object({ proof: text });

export interface PairingRequest {
  readonly address: string;
  /** The name under which this machine writes its log. */
  readonly origin: string;
  readonly key: IdentityKey;
  /** As a person typed it. */
  readonly code: string;
  /** Of the store's authority, if it came with the code (in a QR code): then not even the code is shown to others. */
  readonly fingerprint?: string | undefined;
  readonly monotonic: () => number;
  readonly signal?: AbortSignal;
}

/**
 * Makes this machine and a store know each other, with a code that the store shows. Nothing that the other end says is
 * believed before it has proven to know the code as well.
 *
 * @throws IdentityError if the code is not right, or somebody else answers; UpstreamFailure if nobody does
 */
export async function pairWithStore(request: PairingRequest): Promise<TrustedStore> {
  const { address, origin, key, monotonic } = request;
  const code = readPairingCode(request.code);
  if (code === undefined) throw new IdentityError('pairing', 'a pairing code has ten letters and digits');
  const caller = new StoreCaller(address, 'anyone');
  const deadline = AbortSignal.timeout(PAIRING_TIMEOUT_MS);
  const signal = request.signal === undefined ? deadline : AbortSignal.any([request.signal, deadline]);
  try {
    const nonce = randomBytes(NONCE_BYTES).toString('base64url');
    const hello = { origin, publicKey: key.publicKey, nonce };
    const offer = await ask(caller, 'hello', hello, offerSchema, signal);
    const fingerprint = caFingerprint(offer.caCertificate);
    mustBeMeant(request, fingerprint);
    const { store, storePublicKey, storeNonce, exchange, caCertificate } = offer;
    const transcript = { ...hello, store, storePublicKey, storeNonce, caFingerprint: fingerprint };
    const proofs = await pairingProofs(code, transcript);
    const signature = key.sign(pairingText(transcript));
    const answer = await ask(caller, 'proof', { exchange, proof: proofs.ours, signature }, proofSchema, signal);
    if (!isSameProof(answer.proof, proofs.stores)) {
      throw new IdentityError('pairing', 'whoever answers there does not know the code; it is not the store');
    }
    const trusted: TrustedStore = { origin, store, storePublicKey, caCertificate };
    await mustLetUsIn({ address, key, trusted, monotonic }, signal);
    return trusted;
  } finally {
    caller.close();
  }
}

function mustBeMeant({ address, fingerprint: meant }: PairingRequest, found: string): void {
  if (readServerAddress(address).protocol === 'https:' && found === '') {
    throw new IdentityError('pairing', 'whoever answers there has no authority of its own; it is not the store');
  }
  if (meant !== undefined && meant !== found) {
    throw new IdentityError('pairing', 'whoever answers there is not the store that gave out this code');
  }
}

/** The first visit under the new trust: better to learn now than with the first sale that it leads nowhere. */
async function mustLetUsIn(
  parts: ConstructorParameters<typeof StoreConnection>[0],
  signal: AbortSignal,
): Promise<void> {
  const connection = new StoreConnection(parts);
  try {
    await connection.busRoute.token(signal);
  } finally {
    connection.close();
  }
}

async function ask<T>(
  caller: StoreCaller,
  step: 'hello' | 'proof',
  body: object,
  schema: z.ZodType<T>,
  signal: AbortSignal,
): Promise<T> {
  const answer = await caller.call({ method: 'POST', path: `/sync/v1/pairing/${step}`, ...jsonBody(body), signal });
  if (answer.status === 200) return readAnswer(answer, schema);
  const failure: UpstreamFailure = failureOf(answer);
  if (failure.code !== 'unauthorized') throw failure;
  throw new IdentityError('pairing', 'the store refuses this code: wrong, used or too old; ask for a new one');
}
