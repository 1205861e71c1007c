import { z } from 'zod';

const MANIFEST_LENGTH_MAX = 64 * 1_024;
const SHORT_LENGTH_MAX = 200;
/** As many as are told at once. */
export const MANIFESTS_TOLD_MAX = 100;

/** What a machine tells of a feed. Whether it is genuine, the signatures tell. */
export const manifestsSchema = z.object({
  manifests: z
    .array(
      z.object({
        manifest: z.string().max(MANIFEST_LENGTH_MAX),
        keyId: z.string().max(SHORT_LENGTH_MAX),
        signature: z.string().max(SHORT_LENGTH_MAX),
      }),
    )
    .max(MANIFESTS_TOLD_MAX),
});
