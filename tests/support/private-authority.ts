import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ensureDebianPackage } from './debian-packages.ts';

/** A certificate and its key, as files and as PEM. */
export interface IssuedCertificate {
  readonly certFile: string;
  readonly keyFile: string;
  readonly cert: string;
  readonly key: string;
}

/** An authority as a chain makes one for itself, with the program that everybody uses for it. */
export class ChainAuthority {
  readonly caFile: string;
  readonly #directory: string;
  readonly #name: string;

  constructor(directory: string, name: string) {
    this.#directory = directory;
    this.#name = name;
    this.caFile = path.join(directory, `${name}.pem`);
    const key = path.join(directory, `${name}.key`);
    openssl(['req', '-x509', ...NEW_KEY, '-keyout', key, '-out', this.caFile, '-days', '30', '-subj', `/CN=${name}`]);
  }

  get ca(): string {
    return readFileSync(this.caFile, 'utf8');
  }

  /** @param usage what it is for: a server's name is 127.0.0.1 */
  issue(name: string, usage: 'server' | 'client', days = 30): IssuedCertificate {
    const file = (ending: string): string => path.join(this.#directory, `${name}.${ending}`);
    openssl(['req', ...NEW_KEY, '-keyout', file('key'), '-out', file('csr'), '-subj', `/CN=${name}`]);
    writeFileSync(file('ext'), `subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=${usage}Auth\n`);
    const authority = path.join(this.#directory, this.#name);
    const signed = ['-CA', `${authority}.pem`, '-CAkey', `${authority}.key`, '-CAcreateserial', '-days', String(days)];
    openssl(['x509', '-req', '-in', file('csr'), '-out', file('pem'), '-extfile', file('ext'), ...signed]);
    const [certFile, keyFile] = [file('pem'), file('key')];
    return { certFile, keyFile, cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
  }
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

function openssl(args: readonly string[]): void {
  execFileSync(ensureDebianPackage('openssl', 'openssl'), args, { stdio: 'pipe' });
}
