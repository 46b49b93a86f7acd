/** `getIdentity`, `updateAlias`, `updateKeys`: what a user does about its own identity (XI-ID, XI-AL, XI-KEY). */

import type { Route } from '../context.ts';
import { formatHandle } from '../protocol/handle.ts';
import { ownerActedFor } from './caller.ts';
import { claimAlias, identityOf } from './directory.ts';
import { refuse } from './refuse.ts';

export const getIdentity: Route = {
  operation: 'getIdentity',
  method: 'GET',
  path: '/users/me/identity',
  isPureRead: true,
  handle: (context, call) => {
    const owner = ownerActedFor(context, call, 'getIdentity');
    const { behaviour, settings } = context;
    return behaviour.discovery.identityDocument(identityOf(context, owner), settings.domain);
  },
};

export const updateAlias: Route = {
  operation: 'updateAlias',
  method: 'PATCH',
  path: '/users/me/alias',
  handle: async (context, call) => {
    const owner = ownerActedFor(context, call, 'updateAlias');
    const { behaviour, settings } = context;
    const alias = behaviour.alias.readAlias(call.body);
    if (alias === undefined) return refuse(context, 'malformed-alias');
    if (!behaviour.alias.isAcceptableAlias(alias)) return refuse(context, 'unfit-alias');
    if (!(await claimAlias(context, alias, owner))) return refuse(context, 'alias-taken');
    return behaviour.alias.answerClaim(alias, formatHandle({ alias, domain: settings.domain }));
  },
};

export const updateKeys: Route = {
  operation: 'updateKeys',
  method: 'PUT',
  path: '/users/me/keys',
  handle: (context, call) => {
    const owner = ownerActedFor(context, call, 'updateKeys');
    const { discovery } = context.behaviour;
    const { aliases } = context.store;
    const current = aliases.keysOf(owner);
    const keys = discovery.readKeys(call.body, current);
    if (keys === undefined) return refuse(context, 'malformed-keys');
    const { signingKey, encryptionKey } = keys;
    if (![signingKey, encryptionKey].every(discovery.isAcceptableKey)) return refuse(context, 'unfit-keys');
    aliases.setKeys(owner, discovery.keysAfterUpdate(keys, current));
    return discovery.answerKeyUpdate();
  },
};
