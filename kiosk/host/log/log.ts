import path from 'node:path';
import { pino } from 'pino';
import type { DriverLog } from '#drivers/device.ts';
import type { Logger } from '#kiosk/lane/ports.ts';
import { redactText, redactValue } from './redact.ts';
import { RotatingFile, type RotatingFileLimits } from './rotating-file.ts';

type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export interface LogOptions {
  /** Where handrail.log is kept; without it, lines go to standard error. */
  readonly directory?: string | undefined;
  readonly level?: LogLevel | undefined;
  readonly limits?: RotatingFileLimits | undefined;
}

/** The program's log: one JSON object a line, with an ISO time. */
export interface ProgramLog extends Logger, DriverLog {
  /** The same log, with the name of a part of the program on each line. */
  named(part: string): Logger & DriverLog;
  /** Resolves once all lines are written. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

const LOG_FILE_NAME = 'handrail.log';

/** Opens the log. Card numbers never reach it, and it never grows beyond its limits. */
export function openLog(options: LogOptions = {}): ProgramLog {
  const file =
    options.directory === undefined
      ? undefined
      : new RotatingFile(path.join(options.directory, LOG_FILE_NAME), options.limits, tellStandardError);
  const destination = { write: (line: string) => (file === undefined ? process.stderr.write(line) : file.write(line)) };
  const root = pino(
    {
      level: options.level ?? 'info',
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
  return {
    ...loggerOn(root),
    named: (part) => loggerOn(root.child({ part })),
    flush: async () => file?.flush(),
    close: async () => file?.close(),
  };
}

function loggerOn(target: pino.Logger): Logger {
  const at =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, data: Readonly<Record<string, unknown>> = {}): void => {
      if (!target.isLevelEnabled(level)) return;
      target[level]({ data: redactValue(data) }, redactText(message));
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Said once: a full disk would otherwise say it with every line. */
let hasToldStandardError = false;
function tellStandardError(error: unknown): void {
  if (hasToldStandardError) return;
  hasToldStandardError = true;
  process.stderr.write(
    `handrail: the log cannot be written: ${error instanceof Error ? error.message : String(error)}\n`,
  );
}
