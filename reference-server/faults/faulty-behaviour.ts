/** Ties faults to decisions: ids in, the behaviour of such a server out. */

import { type Behaviour, correctBehaviour } from '../behaviour/behaviour.ts';
import { FAULTS, findFault } from './catalogue.ts';
import { VARIANTS } from './variants.ts';

/** Throws, naming it, when an id is unknown. Applied in the order given. */
export function behaviourWith(faults: readonly string[], variants: readonly string[]): Behaviour {
  const variantChanges = variants.map((id) => known('variant', id, VARIANTS, find(VARIANTS, id)));
  const faultChanges = faults.map((id) => known('fault', id, FAULTS, findFault(id)));
  return [...variantChanges, ...faultChanges].reduce((soFar, { apply }) => apply(soFar), correctBehaviour);
}

function find<Entry extends { readonly id: string }>(
  entries: readonly Entry[],
  id: string,
): Entry | undefined {
  return entries.find((entry) => entry.id === id);
}

function known<Entry>(
  kind: string,
  id: string,
  all: readonly { readonly id: string }[],
  found: Entry | undefined,
): Entry {
  if (found !== undefined) return found;
  const area = id.split('.', 1)[0] ?? '';
  const near = all.map((entry) => entry.id).filter((other) => other.startsWith(`${area}.`));
  const hint = near.length > 0 ? `; known in ${area}: ${near.join(', ')}` : '';
  throw new Error(`unknown ${kind} "${id}"${hint}`);
}
