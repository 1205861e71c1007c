import { createPublicKey, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP, SocketAddress } from 'node:net';

/**
 * What is needed of X.509 (RFC 5280) and DER (X.690) to issue two kinds of certificates with ECDSA on P-256: an
 * authority that may sign servers, and a server. Reading and checking them is OpenSSL's work, not ours.
 */
export interface CertificatePlan {
  /** Names and addresses of a server; an authority has none. */
  readonly hosts?: readonly string[];
  /** Seconds are what a certificate counts in. */
  readonly notBefore: Date;
  readonly notAfter: Date;
}

const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  oid: 0x06,
  utf8: 0x0c,
  sequence: 0x30,
  set: 0x31,
  utcTime: 0x17,
  generalizedTime: 0x18,
} as const;

/** Object identifiers as their DER contents in hexadecimal, by the names that RFC 5280, 5480 and 5758 give them. */
const OID = {
  commonName: '550403',
  ecdsaWithSha256: '2a8648ce3d040302',
  subjectKeyIdentifier: '551d0e',
  keyUsage: '551d0f',
  subjectAltName: '551d11',
  basicConstraints: '551d13',
  authorityKeyIdentifier: '551d23',
  extendedKeyUsage: '551d25',
  serverAuth: '2b06010505070301',
} as const;

/** From then on years do not fit into two digits (RFC 5280, 4.1.2.5). */
const FIRST_YEAR_OF_FOUR_DIGITS = 2_050;
const SERIAL_BYTES = 16;
const POSITIVE = 0x7f;
const NOT_ZERO = 0x40;
const IPV6_BYTES = 16;

/** All authorities have one name: they are told apart by their keys, and a name would have to be escaped and read. */
const AUTHORITY_NAME = 'Handrail private authority';

/** An authority that signs itself, in PEM. It may sign servers and no further authorities. */
export function issueAuthority(plan: CertificatePlan, key: KeyObject): string {
  const id = keyIdentifier(key);
  return issue(plan, AUTHORITY_NAME, key, key, [
    extension(OID.basicConstraints, sequence(der(TAG.boolean, 0xff), der(TAG.integer, 0)), true),
    // keyCertSign and cRLSign: bits 5 and 6.
    extension(OID.keyUsage, der(TAG.bits, 1, 0b0000_0110), true),
    extension(OID.subjectKeyIdentifier, der(TAG.octets, id)),
  ]);
}

/** A server's certificate, in PEM, signed by an authority. */
export function issueServer(
  plan: CertificatePlan & { readonly commonName: string },
  key: KeyObject,
  authority: KeyObject,
): string {
  return issue(plan, plan.commonName, key, authority, [
    extension(OID.basicConstraints, sequence(), true),
    // digitalSignature: bit 0.
    extension(OID.keyUsage, der(TAG.bits, 7, 0b1000_0000), true),
    extension(OID.extendedKeyUsage, sequence(oid(OID.serverAuth))),
    extension(OID.subjectAltName, sequence(...(plan.hosts ?? []).map(hostName))),
    extension(OID.subjectKeyIdentifier, der(TAG.octets, keyIdentifier(key))),
    extension(OID.authorityKeyIdentifier, sequence(der(0x80, keyIdentifier(authority)))),
  ]);
}

function issue(
  { notBefore, notAfter }: CertificatePlan,
  commonName: string,
  key: KeyObject,
  authority: KeyObject,
  extensions: readonly Buffer[],
): string {
  const algorithm = sequence(oid(OID.ecdsaWithSha256));
  const toBeSigned = sequence(
    der(0xa0, der(TAG.integer, 2)),
    der(TAG.integer, serialNumber()),
    algorithm,
    distinguishedName(AUTHORITY_NAME),
    sequence(time(notBefore), time(notAfter)),
    distinguishedName(commonName),
    publicKeyInfo(key),
    der(0xa3, sequence(...extensions)),
  );
  const signature = sign('sha256', toBeSigned, authority);
  const whole = sequence(toBeSigned, algorithm, der(TAG.bits, 0, signature));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function der(tag: number, ...parts: readonly (Uint8Array | number)[]): Buffer {
  const content = Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.of(part) : part)));
  return Buffer.concat([Buffer.of(tag), lengthOf(content), content]);
}

function lengthOf({ length }: Buffer): Buffer {
  if (length < 0x80) return Buffer.of(length);
  return length < 0x1_00 ? Buffer.of(0x81, length) : Buffer.of(0x82, length >> 8, length & 0xff);
}

function sequence(...parts: readonly Uint8Array[]): Buffer {
  return der(TAG.sequence, ...parts);
}

function oid(hexadecimal: string): Buffer {
  return der(TAG.oid, Buffer.from(hexadecimal, 'hex'));
}

function extension(id: string, value: Uint8Array, isCritical = false): Buffer {
  const critical = isCritical ? [der(TAG.boolean, 0xff)] : [];
  return sequence(oid(id), ...critical, der(TAG.octets, value));
}

function distinguishedName(commonName: string): Buffer {
  return sequence(der(TAG.set, sequence(oid(OID.commonName), der(TAG.utf8, Buffer.from(commonName)))));
}

/** Positive, and without a leading zero byte, as DER wants an integer. */
function serialNumber(): Buffer {
  const bytes = randomBytes(SERIAL_BYTES);
  bytes[0] = ((bytes[0] ?? 0) & POSITIVE) | NOT_ZERO;
  return bytes;
}

/** 20301231235959Z, or without its first two digits as long as they are understood. */
function time(moment: Date): Buffer {
  const text = `${moment.toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}Z`;
  return moment.getUTCFullYear() < FIRST_YEAR_OF_FOUR_DIGITS
    ? der(TAG.utcTime, Buffer.from(text.slice(2)))
    : der(TAG.generalizedTime, Buffer.from(text));
}

function publicKeyInfo(key: KeyObject): Buffer {
  return createPublicKey(key).export({ type: 'spki', format: 'der' });
}

/** Names a key within certificates; any value that is the same each time will do (RFC 5280, 4.2.1.2). */
function keyIdentifier(key: KeyObject): Buffer {
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  return Buffer.from(x, 'base64url').subarray(0, 20);
}

/** dNSName is [2], iPAddress is [7] of a GeneralName. */
function hostName(host: string): Buffer {
  return isIP(host) === 0 ? der(0x82, Buffer.from(host, 'latin1')) : der(0x87, addressBytes(host));
}

function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number));
  // Node writes an address in its shortest form; the gap stands for as many zeros as are missing.
  const { address: short } = new SocketAddress({ address, family: 'ipv6' });
  const [head = '', tail = ''] = withoutDots(short).split('::');
  const bytes = Buffer.alloc(IPV6_BYTES);
  groups(head).copy(bytes);
  const end = groups(tail);
  end.copy(bytes, IPV6_BYTES - end.length);
  return bytes;
}

/** The last four bytes of an IPv6 address may be written as an IPv4 one. */
function withoutDots(address: string): string {
  return address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_all, ...parts: readonly string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = parts.slice(0, 4).map(Number);
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  });
}

function groups(text: string): Buffer {
  const hexadecimal = text.split(':').filter((group) => group !== '');
  return Buffer.from(hexadecimal.map((group) => group.padStart(4, '0')).join(''), 'hex');
}
