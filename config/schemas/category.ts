import { z } from 'zod';
import { identifier, localizedText } from './fields.ts';

/** A category that articles are chosen from by hand, in the order of the file. */
export const categorySchema = z.strictObject({
  id: identifier('The name that articles refer to.'),
  name: localizedText.meta({ description: 'What the category is called.' }),
  picture: identifier('The name of a picture, without .svg.').optional(),
});
