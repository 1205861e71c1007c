import { SinkFailure } from '../log/log-sink.ts';

/**
 * The database is not one to keep money in: `newer-schema`, a newer program has changed it; `not-durable`, it answers
 * before what it took is safe. A person has to change something; nothing is taken meanwhile.
 */
export class PostgresSetupError extends SinkFailure {
  readonly code: 'newer-schema' | 'not-durable';

  constructor(code: 'newer-schema' | 'not-durable', message: string) {
    super(message);
    this.name = 'PostgresSetupError';
    this.code = code;
  }
}
