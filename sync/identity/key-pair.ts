import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { IdentityError } from './identity-error.ts';
import { readPrivateFile, writePrivateFileOnce } from './private-file.ts';

/** What a machine proves itself with. The private half never leaves this object. */
export interface IdentityKey {
  /** The 32 bytes of an Ed25519 public key (RFC 8032) in base64url. */
  readonly publicKey: string;
  /** @returns the 64 bytes of a signature over the text in UTF-8, in base64url */
  sign(text: string): string;
}

const PUBLIC_KEY = /^[A-Za-z0-9_-]{43}$/;
const SIGNATURE = /^[A-Za-z0-9_-]{86}$/;

/**
 * A machine's key: made once, kept as PKCS #8 in a file that only its owner reads. A damaged one is not replaced, since
 * the machine would be a stranger to everyone who knows it, and not say so.
 *
 * @throws IdentityError if there is a file that holds no such key
 */
export function loadOrMakeKey(file: string): IdentityKey {
  let text = readPrivateFile(file);
  if (text === undefined) {
    const made = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
    writePrivateFileOnce(file, made.toString());
    text = readPrivateFile(file) ?? '';
  }
  return identityKey(privateKeyIn(text, file));
}

/** Is this a signature over the text by the owner of the key? */
export function isSignedBy(publicKey: string, text: string, signature: string): boolean {
  if (!isPublicKey(publicKey) || !SIGNATURE.test(signature)) return false;
  try {
    const key = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: publicKey } });
    return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'));
  } catch {
    return false;
  }
}

export function isPublicKey(text: string): boolean {
  return PUBLIC_KEY.test(text);
}

function identityKey(key: KeyObject): IdentityKey {
  const { x: publicKey } = createPublicKey(key).export({ format: 'jwk' });
  if (publicKey === undefined) throw new IdentityError('file', 'an Ed25519 key has a public half');
  return { publicKey, sign: (text) => sign(null, Buffer.from(text), key).toString('base64url') };
}

function privateKeyIn(text: string, file: string): KeyObject {
  try {
    const key = createPrivateKey(text);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Said below, in our own words and without a word of what is in the file.
  }
  throw new IdentityError('file', `${file}: holds no Ed25519 key; restore it, or move it away and pair anew`);
}
