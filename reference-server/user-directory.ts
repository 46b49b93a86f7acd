/** The users of this server as others know them: one identity behind both profiles, named by FID inside. */

import type { ExternalIdentity } from './behaviour/discovery.ts';
import type { Slot } from './behaviour/facts.ts';
import type { ServerContext } from './context.ts';
import { formatHandle } from './protocol/handle.ts';
import type { Actor } from './store/actors.ts';

export function identityOf({ settings, store }: ServerContext, fid: string): ExternalIdentity {
  const alias = store.aliases.aliasOf(fid);
  const keys = store.aliases.keysOf(fid);
  return {
    owner: fid,
    ...(alias !== undefined && { handle: formatHandle({ alias, domain: settings.domain }) }),
    ...(keys && { keys }),
  };
}

/** The FID of who goes by an alias here. */
export function ownerOf({ behaviour, store }: ServerContext, alias: string): string | undefined {
  return behaviour.alias.ownerOf(alias, store.aliases);
}

/** Whoever can be found by others under an alias. */
export function discoverable(context: ServerContext, alias: string): ExternalIdentity | undefined {
  const owner = ownerOf(context, alias);
  const identity = owner === undefined ? undefined : identityOf(context, owner);
  return identity && context.behaviour.discovery.isDiscoverable(identity) ? identity : undefined;
}

/** FIDs of all actors of this server that have a session. */
export function everyone({ store }: ServerContext): readonly string[] {
  const fids = [...store.sessions.all()].filter(({ kind }) => kind === 'home').map(({ fid }) => fid);
  return [...new Set(fids)];
}

/** Gives the alias to the owner if nobody else holds it, and lets go of the owner's former one. */
export async function claimAlias(context: ServerContext, alias: string, owner: string): Promise<boolean> {
  const { behaviour, store } = context;
  const isClaimed = await behaviour.alias.claimAlias(aliasSlot(context, alias, owner));
  if (isClaimed) behaviour.alias.leaveFormerAliases(alias, owner, store.aliases);
  return isClaimed;
}

/** A new actor goes by its name where that makes an alias that is free; else by none, until it chooses one. */
export function admitActor(context: ServerContext, actor: Actor): void {
  const { local, fid } = actor;
  context.store.actors.add(actor);
  const slot = aliasSlot(context, local, fid);
  if (context.behaviour.alias.isAcceptableAlias(local) && !slot.isTaken()) slot.take();
}

/** The actor of that local part; admitted without a password if there is none yet. */
export function actorNamed(context: ServerContext, local: string): Actor {
  const fid = `${local}@${context.settings.domain}`;
  const known = context.store.actors.byFid(fid);
  if (known) return known;
  const actor = { nameKey: local, local, fid, password: undefined };
  admitActor(context, actor);
  return actor;
}

function aliasSlot({ behaviour, store }: ServerContext, alias: string, owner: string): Slot {
  const { isSameAlias, mayTakeFrom } = behaviour.alias;
  const isTaken = () =>
    store.aliases
      .holdingsLike(alias)
      .some((held) => isSameAlias(held.alias, alias) && !mayTakeFrom(held.owner, owner));
  return { isTaken, take: () => store.aliases.add(alias, owner) };
}
