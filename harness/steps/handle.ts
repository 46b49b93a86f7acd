/** The handle by which the target knows an actor: as it shows it, chosen first where there is none. */

import type { Actor } from '../actors/identity.ts';
import { PreconditionFailed } from '../verdict/precondition.ts';
import { member } from '../verdict/same-value.ts';
import { ask, type Setup } from './setup.ts';

const MAX_ALIAS = 20;

/** @throws PreconditionFailed when the target shows no handle, whatever is asked of it. */
export async function withHandle(actor: Actor, alias: string | undefined, setup: Setup): Promise<Actor> {
  const shown = await handleOf(actor, setup);
  if (shown !== undefined) return named(actor, shown);
  await ask(
    'updateAlias',
    { step: `${actor.name} chooses an alias`, actor, body: { alias: alias ?? plain(actor.actorName) } },
    setup,
  );
  const chosen = await handleOf(actor, setup);
  if (chosen !== undefined) return named(actor, chosen);
  throw new PreconditionFailed(`${actor.name} chose an alias, and its identity still shows no handle`);
}

/** What every rule for aliases takes, out of a local part that may hold more. */
function plain(localPart: string): string {
  return localPart.replace(/[^A-Za-z0-9]/g, '').slice(0, MAX_ALIAS);
}

async function handleOf(actor: Actor, setup: Setup): Promise<string | undefined> {
  const identity = await ask('getIdentity', { step: `${actor.name} looks up its handle`, actor }, setup);
  const handle = member(identity, 'handle');
  return typeof handle === 'string' && handle !== '' ? handle : undefined;
}

function named(actor: Actor, handle: string): Actor {
  // One without a domain is a slip that checks are to find, not a reason to stop here.
  return { ...actor, handle, actorName: handle.split('@')[0] ?? handle };
}
