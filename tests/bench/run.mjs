// `npm run bench`: how fast and how lean the product is, each figure beside the floor of what the machine can do.
import { onNewerNode } from '../support/newer-node.mjs';

process.exitCode = await onNewerNode(import.meta.url, async () => {
  const { main } = await import('./main.ts');
  return main(process.argv.slice(2));
});
