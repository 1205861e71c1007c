import type { ConnectorsParts } from './run-connectors.ts';

/** What happens, on the standard output: a line for a person, or a JSON object a line for a program. */
export function spokenLog(json: boolean): ConnectorsParts['log'] {
  const say = (level: string, text: string, facts: Readonly<Record<string, unknown>> = {}): void => {
    if (json) process.stdout.write(`${JSON.stringify({ event: text, level, ...facts })}\n`);
    else process.stdout.write(`${text}${Object.keys(facts).length === 0 ? '' : ` ${JSON.stringify(facts)}`}\n`);
  };
  return {
    info: (text, facts) => say('info', text, facts),
    warn: (text, facts) => say('warn', text, facts),
    error: (text, facts) => say('error', text, facts),
  };
}
