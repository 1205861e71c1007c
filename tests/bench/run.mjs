// `npm run bench`: how fast and how lean the product is, each figure beside the floor of what the machine can do.
import { onNewerNode } from '../support/newer-node.mjs';

process.exitCode = await onNewerNode(import.meta.url, async () => {
  // What a lane does is measured as a lane does it: in a heap that is kept small.
  await import('../../kiosk/host/bin/small-heap.mjs');
  const { main } = await import('./main.ts');
  return main(process.argv.slice(2));
});
