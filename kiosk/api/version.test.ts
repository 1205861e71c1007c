// Goal: the contract never changes without somebody deciding what that means for pages of the last release.
// Method: the JSON Schemas of all commands, topics and frames are hashed and compared with the hash beside
// CONTRACT_VERSION.
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { type CommandDefinition, commands } from './commands.ts';
import { pageFrame, programFrame } from './frames.ts';
import { type TopicDefinition, topics } from './topics.ts';
import { CONTRACT_HASH, CONTRACT_VERSION } from './version.ts';

function contractHash(): string {
  const described = {
    commands: Object.entries(commands).map(([name, definition]: [string, CommandDefinition]) => ({
      name,
      roles: definition.roles,
      input: z.toJSONSchema(definition.input, { io: 'input' }),
      output: z.toJSONSchema(definition.output),
    })),
    topics: Object.entries(topics).map(([name, definition]: [string, TopicDefinition]) => ({
      name,
      kind: definition.kind,
      roles: definition.roles,
      schema: z.toJSONSchema(definition.schema),
    })),
    frames: [z.toJSONSchema(pageFrame, { io: 'input' }), z.toJSONSchema(programFrame)],
  };
  return createHash('sha256').update(JSON.stringify(described)).digest('hex').slice(0, 16);
}

test('the contract is the one that its version stands for', () => {
  const hash = contractHash();
  const advice = [
    `The contract changed. In kiosk/api/version.ts write: export const CONTRACT_HASH = '${hash}';`,
    `If a page of the last release would not work with it any more, also raise CONTRACT_VERSION (now ${CONTRACT_VERSION}).`,
  ].join('\n');
  expect(CONTRACT_HASH === hash ? 'the same' : advice).toBe('the same');
});
