/** Writes the lists beside the compiled program: the last step of `npm run build`. */

import { entriesOf } from './list-entries.ts';
import { writeIndex } from './list-index.ts';

writeIndex({
  scenarios: await entriesOf('scenarios'),
  requirements: await entriesOf('requirements'),
  faults: await entriesOf('faults'),
  operations: await entriesOf('operations'),
  variants: await entriesOf('variants'),
  forgeries: await entriesOf('forgeries'),
  functions: await entriesOf('functions'),
});
